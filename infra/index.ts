import * as pulumi from "@pulumi/pulumi";
import { Access, ownRemoteLines, remoteLines } from "./access";
import { encodeUserData, renderBundle, renderUserData, userDataInput } from "./boot";
import { sshConfig } from "./names";
import { prepare } from "./prepare";
import { Release } from "./release";
import { Setup } from "./setup";
import { readersUrl, warnOfStrayDomains } from "./site-url";
import { SshKeys } from "./ssh-keys";

/** The whole flow, from the configuration to the page. */
export = async () => {
  // Settings, plan, repository and target; every problem in one error, before anything is made.
  const { plan, repository, target } = await prepare();

  // SSH keys of operator and server, made once; the private halves are secret in the state.
  const keys = new SshKeys("keys", plan);

  // What the server boots from, and what a later `up` copies: the same files, whatever the target.
  const input = userDataInput(plan, keys, repository.head);
  const userData = input.apply((values) => encodeUserData(renderUserData(values)).base64);
  const bundle = input.apply(renderBundle);

  // The target: a container on this laptop, Oracle's always-free server, or a machine of one's own.
  const server = target.make({ userData, operatorKey: keys.operator.public, keys, readersAfter: () => [release] });
  warnOfStrayDomains(plan, server);
  const access = new Access("access", { plan, keys, server });

  // Waits for first boot; later copies what differs and runs setup again.
  const setup = new Setup("setup", { plan, keys, server, access, bundle });

  // Pushes the commit and waits for its page, past every cache.
  const release: Release = new Release("release", { plan, server, access, setup, repository });

  return {
    url: readersUrl(plan, server, release.commit),
    release: release.commit,
    ssh: `ssh -F ${sshConfig(plan.stack)} -l operator ${plan.name}`,
    push: ownRemoteLines(plan.stack),
    pushFromElsewhere: pulumi
      .all([server.address, server.sshPort, keys.host.public])
      .apply((address) => remoteLines(...address)),
  };
};

import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pulumiHome } from "../../cli/paths";
import { pulumiEnvironment } from "../../cli/pulumi/environment";

/**
 * Environment for an engine of its own: home, state and login lie in the folder. Official plugins of this machine stay visible
 * through a link (stand-ins are on the PATH): where they are installed, the tests use them.
 */
export function engineEnvironment(folder: string): NodeJS.ProcessEnv {
  const home = join(folder, ".pulumi");
  const [plugins, link] = [join(pulumiHome, "plugins"), join(home, "plugins")];
  mkdirSync(home, { recursive: true });
  if (existsSync(plugins) && !existsSync(link)) symlinkSync(plugins, link);
  return {
    ...pulumiEnvironment(),
    HOME: folder,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    NO_COLOR: "1",
  };
}

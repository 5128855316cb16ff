/** What a person is told whose server is there and does not run. Pure. */
export const stoppedText = (name: string, state: string, stack: string) =>
  `FH-SERVER-STOPPED: the server ${name} is ${state}: Oracle stopped it (always-free machines that are idle for 7 days) or a person did. ` +
  `Start it in Oracle's console (Compute > Instances > ${name} > Start), then run npm run up -- --stack ${stack}; or make a new one: ` +
  `npm run rebuild -- --stack ${stack}`;

/** What a person is told whose server is gone at Oracle. Pure. */
export const endedText = (stack: string) =>
  "FH-SERVER-ENDED: Oracle has no server of this stack any more: Oracle or a person ended it, or its launch failed. " +
  `npm run up -- --stack ${stack} makes a new one`;

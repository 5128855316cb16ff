import { serve } from "../provider/serve";
import { localCommand } from "./local";
import { remoteCommand } from "./remote";

serve({
  name: "command",
  version: "1.2.1",
  resources: { "command:local:Command": localCommand, "command:remote:Command": remoteCommand },
});

import { serve } from "../provider/serve";
import { container } from "./container";
import { image } from "./image";
import { network } from "./network";
import { volume } from "./volume";

serve({
  name: "docker",
  version: "5.2.0",
  resources: {
    "docker:index/container:Container": container,
    "docker:index/network:Network": network,
    "docker:index/remoteImage:RemoteImage": image,
    "docker:index/volume:Volume": volume,
  },
});

/** What a server boots from, and what `setup` sends later. The rest of the program comes in by this door. */
export { userDataInput } from "./input";
export { encodeUserData } from "./size";
export { renderBundle, renderUserData } from "./user-data";

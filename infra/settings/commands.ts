/** Namespace of the settings in Pulumi's configuration: the project's name. */
export const namespace = "freehold";

/** Returns a setting's full name, `freehold:NAME`. */
export const full = (name: string) => `${namespace}:${name}`;

/** Return the commands that an error advises. */
export const setCommand = (name: string, value = "…") => `pulumi config set ${full(name)} ${value}`;
export const removeCommand = (name: string) => `pulumi config rm ${full(name)}`;

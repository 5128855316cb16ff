/**
 * The private network of the server. Pure constants, no @pulumi/oci: user-data and setup need them too.
 *
 * The subnet is as large as a VCN may be (/16) because Oracle picks the primary private address at random inside it: the
 * chance that it picks `siteAddress` is 1 in 65,000.
 */
export const vcnCidr = "10.77.0.0/16";
export const subnetCidr = vcnCidr;

/**
 * Secondary private address that carries the reserved public one. It moves to the new machine in a rebuild, so setup must
 * configure it on the host (`ip address add 10.77.255.253/16`), else nothing answers on the public address.
 */
export const siteAddress = "10.77.255.253";
export const siteAddressWithPrefix = `${siteAddress}/16`;

/**
 * The private network of the server. The subnet is as large as a VCN may be (/16) because Oracle picks the primary private
 * address at random inside it: the chance that it picks `siteAddress` is 1 in 65,000.
 */
export const vcnCidr = "10.77.0.0/16";
export const subnetCidr = vcnCidr;

/**
 * Private address that readers' packets come to, on all targets. At Oracle it is a secondary address of the network card and
 * carries the reserved public one, so that a rebuild can move it to another machine; the server itself configures it
 * (cloud-init/files/etc/systemd/system/freehold-address.service), else nothing answers there.
 */
export const siteAddress = "10.77.255.253";

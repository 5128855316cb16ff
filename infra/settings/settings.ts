/**
 * What the operator may set (`pulumi config set freehold:KEY VALUE`). `Pulumi.yaml` declares the same keys with the same
 * defaults; a test compares the two.
 */
export interface Settings {
  /** Target: a container on this laptop, or Oracle's always-free server. Default `rehearsal`. */
  readonly target: "rehearsal" | "oracle";
  /** Shape rented or played: `micro` = VM.Standard.E2.1.Micro, `arm` = VM.Standard.A1.Flex. Default `micro`. */
  readonly shape: "micro" | "arm";
  /** OCPUs for `arm`, whole number. Default 2, the always-free sum. Not for `micro` (always 1/8). */
  readonly ocpus?: number;
  /** Memory in GB. Default 1 for `micro`, 12 for `arm` (the always-free sum). */
  readonly memoryGb?: number;
  /** Boot volume in GB, 50 to 200. Default 50. All volumes of the account together may have 200 GB free. */
  readonly diskGb: number;
  /** Rehearsal only: CPU limit in cores, 0 = no limit. Default 0. Oracle's Micro has 0.125. */
  readonly cpuLimit: number;
  /** Rehearsal only: loopback address that plays the server's public one. Default 127.0.0.1. */
  readonly bindAddress: string;
  /** Rehearsal only: port of this laptop that reaches the server's 80. Default 8080. */
  readonly httpPort: number;
  /** Rehearsal only: port of this laptop that reaches the server's 443 when HTTPS is on. Default 8443. */
  readonly httpsPort: number;
  /** Rehearsal only: port of this laptop that reaches the server's 22. Default 2222. */
  readonly sshPort: number;
  /** CIDR blocks from which SSH is admitted. Default `["0.0.0.0/0"]` (keys only; nothing else can log in). */
  readonly sshFrom: readonly string[];
  /** Public keys that may push and see status. Default: the operator's generated key alone. */
  readonly authors: readonly string[];
  /** Git URL from which a new server takes `main` by itself. Default: none, the first push brings it. */
  readonly repository?: string;
  /** `auto`: port 443 is open and the server gets itself a certificate. Default: `auto` for `oracle`, `off` for `rehearsal`. */
  readonly https: "auto" | "off";
  /** Domain names of the site, at most 10, in lower case; the first is the one it calls itself. Default: none, the address is used. */
  readonly domains: readonly string[];
  /** Directory URL of the certificate authority (RFC 8555). Default: Let's Encrypt. */
  readonly acmeServer: string;
  /** Whether browsers are told to use HTTPS only, for a year. Default false. Only with a domain and `https: auto`. */
  readonly hsts: boolean;
  /** Address for notices about certificates and budget. Default: none. */
  readonly email?: string;
  /** Oracle region, for example `eu-frankfurt-1`. Default: that of the OCI configuration (must be the home region). */
  readonly region?: string;
  /** OCID of the compartment. Default: the tenancy's root compartment. */
  readonly compartment?: string;
  /** Minutes to wait for Oracle's capacity before giving up. Default 60. */
  readonly capacityWait: number;
  /** Whether to write the tenancy-wide quota policy that makes Oracle itself refuse what costs. Default false. */
  readonly quota: boolean;
  /** Whether address and instance are protected from deletion. Default false. */
  readonly protect: boolean;
}

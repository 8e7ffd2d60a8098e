import ipaddr from 'ipaddr.js';

/** All that is given out for use on the internet today; what is special inside it is left out below. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');
/** NAT64, by which an IPv6-only network reaches an IPv4 address: its last 32 bits. */
const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
/** Azure answers its own virtual machines here, with their secrets, though the address looks like any other. */
const azureHost = '168.63.129.16';

/**
 * Whether an IP address belongs to one host on the public internet. Nothing else may be fetched from for a user:
 * neither this machine nor private networks, metadata services, multicast, nor IPv6 that wraps an IPv4 address.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address instanceof ipaddr.IPv6) {
    if (address.match(nat64)) return isPublicAddress(address.toByteArray().slice(12).join('.'));
    return address.match(globalUnicast) && address.range() === 'unicast';
  }
  return address.range() === 'unicast' && address.toString() !== azureHost;
}

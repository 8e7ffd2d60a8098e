import ipaddr from 'ipaddr.js';

/** Whom a limit on addresses counts: of IPv6 everyone has as many addresses as they like in one network of 64 bits. */
export const networkOf = (address: string): string =>
  ipaddr.IPv6.isValid(address) ? `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`).toString()}/64` : address;

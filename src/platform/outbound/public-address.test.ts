import { describe, expect, test } from 'vitest';
import { isPublicAddress } from './public-address.ts';

describe('an address of the public internet', () => {
  test.for(['1.1.1.1', '8.8.8.8', '100.63.255.255', '100.128.0.0', '172.15.0.1', '172.32.0.1', '223.255.255.255'])(
    'is %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  test.for(['2606:4700:4700::1111', '2a00:1450:400e::1', '64:ff9b::808:808'])('is %s', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );
});

describe('no address of the public internet', () => {
  test.for([
    ['this machine', '127.0.0.1', '127.255.255.254', '::1', '0.0.0.0', '0.1.2.3', '::'],
    ['a private network', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', 'fc00::1', 'fd00:ec2::254'],
    ['a provider behind NAT', '100.64.0.1', '100.100.100.200', '100.127.255.255'],
    ['link-local, where clouds keep credentials', '169.254.169.254', '169.254.0.1', 'fe80::1', 'fe80::1%eth0'],
    ["Azure's host", '168.63.129.16'],
    ['reserved', '192.0.0.192', '192.88.99.1', '198.18.0.1', '198.19.255.255', '240.0.0.1', '255.255.255.255'],
    ['for examples', '192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
    ['multicast', '224.0.0.1', '239.255.255.255', 'ff02::1'],
    ['mapped IPv4', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:a00:1', '::ffff:0:127.0.0.1', '::127.0.0.1'],
    ['NAT64 of what is private', '64:ff9b::10.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::808:808'],
    ['6to4 and Teredo, which wrap IPv4', '2002:7f00:1::1', '2002:808:808::1', '2001::1', '2001:0:4136:e378::1'],
    ['not given out', '4000::1', '5f00::1', 'fec0::1', '100::1'],
    ['no address at all', '', 'localhost', '0x7f.1', '256.1.1.1', '[::1]', '1.1.1.1 '],
  ])('is %s: %s', ([, ...addresses]) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });
});

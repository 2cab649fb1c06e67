import { BlockList, isIP } from 'node:net'

/** Addresses that no router of the Internet carries: RFC 1918; RFC 4193 (fc00::/7) for IPv6. */
const PRIVATE = new BlockList()
PRIVATE.addSubnet('10.0.0.0', 8)
PRIVATE.addSubnet('172.16.0.0', 12)
PRIVATE.addSubnet('192.168.0.0', 16)
PRIVATE.addSubnet('fc00::', 7, 'ipv6')

/** Whether a host of an address line is a private address; names are not, since what they mean can change. */
export function isPrivateAddress(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const family = isIP(bare)
  return family !== 0 && PRIVATE.check(bare, family === 6 ? 'ipv6' : 'ipv4')
}

/**
 * Who may call the service, and how much: anybody who can reach the gateway may try, so that no address and not all of
 * them together can hold it up. The rest is for a firewall, or for `exchange.receive.allowFrom`.
 */
import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { CongkyError } from '@congky/shared'
import { guesserOf } from '../../domain/guess-limit.ts'
import { CallLimits } from '../../sources/call-limits.ts'

/** Of one machine: customs sends thousands of messages a day, not a minute. */
const OF_ONE = { requestsPerMinutePerWorkstation: 240, connectionsPerWorkstationMax: 8 } as const
/** Calls in hand at a time, each of them up to 6 MB. */
const CALLS_MAX = 24

export class CallGate {
  readonly #allowed: BlockList | null
  readonly #limits = new CallLimits(() => OF_ONE)
  #calls = 0

  /** @param allowFrom Addresses and networks (`10.1.0.0/16`); empty: everybody. */
  constructor(allowFrom: readonly string[]) {
    this.#allowed = allowFrom.length === 0 ? null : toList(allowFrom)
  }

  /** @throws {CongkyError} ERR_EXCHANGE_FORBIDDEN */
  assertAllowed(address: string): void {
    const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
    if (this.#allowed === null || this.#allowed.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')) return
    throw new CongkyError('ERR_EXCHANGE_FORBIDDEN')
  }

  /** @returns How to say that the call ended; saying so twice is fine. @throws {CongkyError} ERR_EXCHANGE_BUSY */
  enter(address: string): () => void {
    if (this.#calls >= CALLS_MAX) throw new CongkyError('ERR_EXCHANGE_BUSY')
    const leave = this.#enterOne(guesserOf(address))
    this.#calls++
    let isOpen = true
    return () => {
      if (!isOpen) return
      isOpen = false
      this.#calls--
      leave()
    }
  }

  #enterOne(machine: string): () => void {
    try {
      this.#limits.take(machine)
      return this.#limits.enter(machine)
    } catch (cause) {
      throw new CongkyError('ERR_EXCHANGE_BUSY', {}, { cause })
    }
  }
}

function toList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

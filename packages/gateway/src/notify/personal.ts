/** What of the news is one person's alone: what that person may decide. Pure. */
import type { Decision } from './decide.ts'

/** Addresses that any of it is for. */
export function addressees({ fresh, again, over }: Decision): readonly string[] {
  return [...new Set([...fresh, ...again, ...over].flatMap((one) => one.for ?? []))]
}

export function decisionFor(address: string, { fresh, again, over, memory }: Decision): Decision {
  const isTheirs = (one: { readonly for?: readonly string[] }) => one.for?.includes(address) === true
  return { fresh: fresh.filter(isTheirs), again: again.filter(isTheirs), over: over.filter(isTheirs), memory }
}

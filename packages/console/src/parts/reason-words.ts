/** What the gateway says of an error, in the person's language. */
import type { ErrorView } from '@congky/shared'
import { say } from '../text.ts'

export function reasonText({ message, messageVi }: ErrorView): string {
  return say(messageVi ?? message, message)
}

export function reasonNext({ next, nextVi }: ErrorView): string {
  return say(nextVi ?? next ?? '', next ?? '')
}

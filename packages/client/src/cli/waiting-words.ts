import type { RequestProgress } from '../pending-request.ts'
import { type CliContext, errorLine, say } from './cli-context.ts'

/** Why a document is not signed yet, and until when; null while nobody has to do anything. */
export function waitingWords(
  context: Pick<CliContext, 'language'>,
  { state, approval, reason }: RequestProgress,
): string | null {
  if (reason) return errorLine(context, reason)
  if (state !== 'awaiting-approval') return null
  if (!approval) return say(context, 'chờ duyệt', 'waits for an approval')
  const { step, steps, stepName, expiresAt } = approval
  const until = localTime(context, new Date(expiresAt))
  return say(
    context,
    `chờ duyệt, bước ${step}/${steps} (${stepName}), hạn ${until}`,
    `waits for an approval, step ${step} of ${steps} (${stepName}), until ${until}`,
  )
}

function localTime({ language }: Pick<CliContext, 'language'>, time: Date): string {
  const locale = language === 'vi' ? 'vi-VN' : 'en-GB'
  return new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' }).format(time)
}

/** `congky-client withdraw`: takes back what is not signed yet, by the ids that `sign` tells. */
import { type CongkyError, type SignRequestView, toCongkyError } from '@congky/shared'
import { parseAddress } from '../address.ts'
import { GatewayApi } from '../gateway-api.ts'
import { nodePlatform } from '../node/node-platform.ts'
import {
  type CliContext,
  type ExitCode,
  errorLine,
  errorView,
  exitCodes,
  print,
  printJson,
  say,
} from './cli-context.ts'
import { chooseTarget, type TargetOptions } from './gateway-target.ts'

type Withdrawal =
  | { readonly id: string; readonly state: SignRequestView['state'] }
  | { readonly id: string; readonly error: CongkyError }

export async function withdrawCommand(
  context: CliContext,
  ids: readonly string[],
  options: TargetOptions,
): Promise<ExitCode> {
  const target = await chooseTarget(context, options)
  const api = new GatewayApi(nodePlatform(parseAddress(target.url, target.fingerprint), target.accessKey))
  const results: Withdrawal[] = []
  for (const id of ids) {
    const result = await api.withdraw(id, context.signal).then(
      ({ state }): Withdrawal => ({ id, state }),
      (error: unknown): Withdrawal => ({ id, error: toCongkyError(error) }),
    )
    results.push(result)
  }
  if (context.json) printJson(context, { requests: results.map(toJson) })
  else for (const result of results) print(context, `${result.id}: ${words(context, result)}`)
  return results.every(isWithdrawn) ? exitCodes.done : exitCodes.failed
}

function isWithdrawn(result: Withdrawal): boolean {
  return 'state' in result && result.state === 'rejected'
}

function toJson(result: Withdrawal) {
  return 'error' in result ? { id: result.id, error: errorView(result.error) } : result
}

function words(context: CliContext, result: Withdrawal): string {
  if ('error' in result) return errorLine(context, result.error)
  if (isWithdrawn(result)) return say(context, 'không ký nữa', 'will not be signed')
  return result.state === 'signed'
    ? say(context, 'đã ký rồi, không rút lại được', 'is signed already, and cannot be withdrawn')
    : say(context, 'đang được ký, chưa rút lại được', 'is being signed, and could not be withdrawn')
}

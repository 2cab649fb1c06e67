/** `congky customs sign`: only a message without errors is handed to the gateway. */
import { checkCustomsMessage } from '@congky/documents'
import type { Cli } from '../cli.ts'
import { readBytes, toText } from '../messages/message-file.ts'
import { type SignWishes, signOnHost, targetFor } from '../messages/sign-on-host.ts'
import { isValid, toJson, verdictLines } from './validate-message.ts'

/** @throws {CongkyError} ERR_USAGE, ERR_GATEWAY_NOT_RUNNING, and why the request was rejected. */
export async function signMessage(cli: Cli, file: string, { out, taxCode, profile }: SignWishes): Promise<void> {
  const target = targetFor(file, out, '.xml')
  const document = await readBytes(cli, file)
  const checked = checkCustomsMessage(toText(document))
  if (!isValid(checked)) {
    cli.markFailed()
    cli.result(toJson(checked), () => verdictLines(checked, cli))
    return
  }
  const { messageId: key, reference } = checked.header
  await signOnHost(cli, { group: 'customs', document, key, reference, taxCode, profile, target })
}

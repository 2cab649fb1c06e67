import { hostname } from 'node:os'
import { decodePairingCode } from '@congky/shared'
import { parseAddress } from '../address.ts'
import { GatewayApi } from '../gateway-api.ts'
import { callGateway } from '../node/node-call.ts'
import { type CliContext, type ExitCode, exitCodes, print, printJson, say } from './cli-context.ts'
import { configPath, hasConfig, prepareConfig, readConfig } from './client-config.ts'
import { readLine, usage } from './gateway-target.ts'

/**
 * `congky-client pair`: exchanges a one-time code for an access key of this workstation. The gateway's
 * certificate is compared with the fingerprint in the code before the code's secret is sent.
 *
 * @param code The code, or `-` for standard input.
 */
export async function pairCommand(
  context: CliContext,
  code: string,
  { force = false }: { readonly force?: boolean },
): Promise<ExitCode> {
  const { io } = context
  if (!force && (await hasConfig(io))) {
    const { url } = await readConfig(io)
    throw usage(
      `this workstation is paired with ${url} already; repeat with --force to pair it anew`,
      `máy trạm này đã ghép nối với ${url}; chạy lại với --force để ghép nối lại`,
    )
  }
  const { url, fingerprint, secret } = decodePairingCode(code === '-' ? await readLine(io.stdin) : code)
  const address = parseAddress(url, fingerprint)
  const writeConfig = await prepareConfig(io)
  const api = new GatewayApi({ call: (request) => callGateway(address, null, request) })
  const paired = await api.pair(secret, hostname())
  const { workstation } = paired
  await writeConfig({ url: address.base, fingerprint: address.fingerprint ?? undefined, ...paired })
  const file = configPath(io)
  if (context.json) printJson(context, { workstation, url: address.base, fingerprint: address.fingerprint, file })
  else {
    print(
      context,
      say(
        context,
        `Đã ghép nối máy trạm “${workstation}” với cổng ký ${address.base}.`,
        `Paired workstation “${workstation}” with the gateway ${address.base}.`,
      ),
    )
    print(
      context,
      say(
        context,
        `Khóa truy cập nằm trong ${file}, chỉ bạn đọc được.`,
        `The access key is in ${file}, which only you can read.`,
      ),
    )
  }
  return exitCodes.done
}

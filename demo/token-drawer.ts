/** The tokens of the office: SoftHSM in the place of hardware, or software tokens where there is no SoftHSM. */
import { findSoftHsmModule, SoftHsm } from '../test/support/softhsm.ts'
import { type Identities, shortSerial } from './office.ts'
import type { SoftToken } from './soft-gateway.ts'
import { line, paint, step, table } from './terminal.ts'

export interface Drawer {
  /** null: no PKCS#11 is used. */
  readonly modulePath: string | null
  /** What the gateway's environment must hold. */
  readonly env: Readonly<Record<string, string>>
  /** Tokens that live in the gateway's own process; null where SoftHSM holds them. */
  readonly softTokens: readonly SoftToken[] | null
}

export async function plugTokensIn(identities: Identities, folder: string): Promise<Drawer> {
  const hasSoftHsm = findSoftHsmModule() !== null
  if (!hasSoftHsm) line(paint.yellow('! Máy không có SoftHSM  no SoftHSM here'))
  const drawer = hasSoftHsm ? await softHsmDrawer(identities, folder) : softDrawer(identities)
  table(
    [
      { title: 'Token', value: ({ holder }) => holder.token },
      { title: 'Chủ chứng thư', value: ({ holder }) => holder.name, shrinks: true },
      { title: 'MST', value: ({ holder }) => holder.taxCode },
      { title: 'Serial', value: ({ serial }) => shortSerial(serial) },
    ],
    [identities.agent, ...identities.own],
  )
  return drawer
}

function softHsmDrawer({ agent, own }: Identities, folder: string): Promise<Drawer> {
  return step('Cắm USB token', async (say) => {
    const softHsm = await SoftHsm.create(folder)
    for (const { holder, issued } of [agent, ...own]) {
      say(holder.token)
      await softHsm.addToken({ label: holder.token, pin: holder.pin, keys: [{ issued }] })
    }
    return {
      ...{ modulePath: softHsm.modulePath, env: softHsm.env, softTokens: null },
      vi: 'Đã cắm 3 USB token (SoftHSM 2 đóng thế thiết bị thật)',
      en: 'SoftHSM 2 stands in for hardware',
    }
  })
}

export function softDrawer({ agent, own }: Identities): Drawer {
  line(paint.yellow('! Token mô phỏng bằng phần mềm: khóa nằm ngay trong tiến trình cổng ký, không qua PKCS#11.'))
  line(paint.yellow('  An in-process soft signer instead of tokens behind PKCS#11.'))
  const softTokens = [agent, ...own].map(({ holder, issued }) => ({
    ...{ name: holder.token, pin: holder.pin },
    certificatePem: issued.certificatePem,
    privateKeyPem: issued.privateKeyPkcs8Pem,
  }))
  return { modulePath: null, env: {}, softTokens }
}

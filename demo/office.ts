/**
 * The office that the demo plays in: a customs agent with three USB tokens, its own and those of two
 * enterprises, working for four enterprises. Names and tax codes are made up; the tax codes have valid
 * check digits, as `enterprises` in congky.yaml asks for.
 */
import { X509Certificate } from 'node:crypto'
import { type Authority, createAuthority, type IssuedCertificate, issueCertificate } from '../test/support/pki.ts'
import type { RunningGateway } from './running-gateway.ts'
import { step } from './terminal.ts'

export interface Company {
  readonly taxCode: string
  readonly name: string
  /** What people in the office say. */
  readonly shortName: string
  /** Where the certificate says it is. */
  readonly province: string
}

export interface TokenHolder extends Company {
  /** The token's label, which is what commands call it by. */
  readonly token: string
  readonly pin: string
}

export const agent: TokenHolder = {
  taxCode: '0319990048',
  name: 'Công ty TNHH Đại lý Hải quan Sao Biển',
  shortName: 'Đại lý Sao Biển',
  province: 'TP Hồ Chí Minh',
  token: 'dai-ly-sao-bien',
  pin: '246810',
}

/** Enterprises with a token of their own, which hangs in the agent's machine too. */
export const withOwnToken: readonly TokenHolder[] = [
  {
    taxCode: '0109990027',
    name: 'Công ty CP Dệt may Sông Hồng Xanh',
    shortName: 'Dệt may Sông Hồng Xanh',
    province: 'Hà Nội',
    token: 'det-may-song-hong',
    pin: '135791',
  },
  {
    taxCode: '0209990091',
    name: 'Công ty TNHH Thủy sản Cát Hải',
    shortName: 'Thủy sản Cát Hải',
    province: 'Hải Phòng',
    token: 'thuy-san-cat-hai',
    pin: '975310',
  },
]

/** Enterprises whose documents the agent signs with its own certificate. */
export const withoutToken: readonly Company[] = [
  {
    taxCode: '0319990055',
    name: 'Công ty TNHH Điện tử Bình Minh',
    shortName: 'Điện tử Bình Minh',
    province: 'TP Hồ Chí Minh',
  },
  {
    taxCode: '0509990078',
    name: 'HTX Nông sản Đồng Bằng Xanh',
    shortName: 'Nông sản Đồng Bằng',
    province: 'Thái Bình',
  },
]

/** The four enterprises that documents are signed for. */
export const enterprises: readonly Company[] = [...withOwnToken, ...withoutToken]

export interface Identity {
  readonly holder: TokenHolder
  readonly issued: IssuedCertificate
  /** SHA-256 of the certificate in lower-case hex: its name in congky.yaml. */
  readonly thumbprint: string
  /** Upper-case hex, as token software shows it. */
  readonly serial: string
}

export interface Identities {
  readonly authority: Authority
  readonly agent: Identity
  readonly own: readonly Identity[]
}

/** Three key pairs and their certificates, by an authority of our own. */
export function issueIdentities(): Promise<Identities> {
  return step('Cấp chứng thư số', async () => ({
    ...(await issue()),
    vi: 'Đã cấp 3 chứng thư số',
    en: '3 certificates issued',
  }))
}

async function issue(): Promise<Identities> {
  const authority = await createAuthority('CA thử nghiệm của bản trình diễn congky')
  const identify = async (holder: TokenHolder): Promise<Identity> => {
    const issued = await issueCertificate(authority, {
      subject: [
        ['C', 'VN'],
        ['ST', holder.province],
        ['O', holder.name],
        ['CN', holder.name],
        ['UID', `MST:${holder.taxCode}`],
      ],
      keyType: 'rsa-2048',
    })
    const x509 = new X509Certificate(issued.certificateDer)
    const thumbprint = x509.fingerprint256.replaceAll(':', '').toLowerCase()
    return { holder, issued, thumbprint, serial: x509.serialNumber.replace(/^0+/, '') }
  }
  return { authority, agent: await identify(agent), own: await Promise.all(withOwnToken.map(identify)) }
}

/** Whose certificate must sign for an enterprise: its own, else the agent's. */
export function expectedIdentity(identities: Identities, { taxCode }: Company): Identity {
  return identities.own.find(({ holder }) => holder.taxCode === taxCode) ?? identities.agent
}

/** The beginning of a serial number, as much as people compare. */
export const shortSerial = (serial: string) => `${serial.slice(0, 8)}…`

/** A person would type the PINs at the hidden prompt of `congky unlock`. */
export async function unlockTokens(gateway: RunningGateway, { agent, own }: Identities): Promise<void> {
  await step('Nhập PIN', async (say) => {
    for (const { holder } of [agent, ...own]) {
      say(holder.token)
      await gateway.congky(['unlock', holder.token, '--pin-stdin'], `${holder.pin}\n`)
    }
    return { vi: 'Đã nhập PIN, mở khóa 3 token', en: 'congky unlock' }
  })
}

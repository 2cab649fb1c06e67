/**
 * An agent's office, ready for a gateway: one SoftHSM drawer with the agent's token and two enterprises'
 * own, and the configuration that uses them.
 */
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { keptOnce } from './kept-once.ts'
import {
  type Authority,
  type CertificateText,
  createAuthority,
  type IssuedCertificate,
  issueCertificate,
  type KeyType,
  readCertificate,
} from './pki.ts'
import { type DrawerContents, SoftHsm } from './softhsm.ts'

/** Recognisable, so that a search over everything a run wrote finds it if it leaked. */
export const PIN = 'Canary-PIN-73519'

export const AGENT = { taxCode: '0101300842', name: 'Công ty TNHH Đại lý Hải quan Thái Sơn', token: 'dai-ly' }
export const OWN_A = { taxCode: '0301519977', name: 'Công ty Cổ phần Thực phẩm Á Châu', token: 'a-chau' }
export const OWN_B = { taxCode: '0100109106', name: 'Tập đoàn Công nghiệp Viễn Đông', token: 'vien-dong' }
/** A client of the agent without a certificate of its own. */
export const CLIENT = { taxCode: '0100112437', name: 'Công ty TNHH Dệt may Hưng Yên' }

export const TOKENS = [AGENT.token, OWN_A.token, OWN_B.token] as const

export interface Office {
  readonly softHsm: SoftHsm
  readonly authority: Authority
  readonly certificates: Readonly<Record<'agent' | 'ownA' | 'ownB', IssuedCertificate>>
  /** Configuration of modules, enterprises and default certificate, for `GatewayFixture`. */
  readonly config: {
    readonly modules: readonly object[]
    readonly enterprises: readonly object[]
    readonly defaultCertificate: string
  }
}

/** The keys, certificates and tokens of one run are the same in each office of it; each has its own copy. */
export async function createOffice(folder: string, keyType: KeyType = 'rsa-2048'): Promise<Office> {
  mkdirSync(folder, { recursive: true })
  const kept = await keptOnce(`office-${keyType}`, join(folder, 'first'), (place) => makeKeys(place, keyType))
  const softHsm = await SoftHsm.create(join(folder, 'softhsm'), { contents: kept.drawer })
  const authority: Authority = { ...kept.authority, ...readCertificate(kept.authority) }
  const [agent, ownA, ownB] = [readCertificate(kept.agent), readCertificate(kept.ownA), readCertificate(kept.ownB)]
  return {
    softHsm,
    authority,
    certificates: { agent, ownA, ownB },
    config: {
      modules: [{ name: 'softhsm', path: softHsm.modulePath }],
      enterprises: [
        { taxCode: OWN_A.taxCode, name: OWN_A.name, certificate: thumbprint(ownA) },
        { taxCode: OWN_B.taxCode, name: OWN_B.name, certificate: thumbprint(ownB) },
        { taxCode: CLIENT.taxCode, name: CLIENT.name },
      ],
      defaultCertificate: thumbprint(agent),
    },
  }
}

/** What takes long to make of an office, as it is kept. */
interface KeptKeys {
  readonly drawer: DrawerContents
  readonly authority: CertificateText & Pick<Authority, 'subject'>
  readonly agent: CertificateText
  readonly ownA: CertificateText
  readonly ownB: CertificateText
}

async function makeKeys(folder: string, keyType: KeyType): Promise<KeptKeys> {
  const softHsm = await SoftHsm.create(folder)
  const authority = await createAuthority('Trung tâm Chứng thực chữ ký số Thử nghiệm')
  const issue = ({ taxCode, name }: typeof AGENT) =>
    issueCertificate(authority, {
      subject: [
        ['C', 'VN'],
        ['ST', 'Hà Nội'],
        ['CN', name],
        ['UID', `MST:${taxCode}`],
      ],
      keyType,
    })
  const [agent, ownA, ownB] = [await issue(AGENT), await issue(OWN_A), await issue(OWN_B)]
  const place = ({ token }: typeof AGENT, issued: IssuedCertificate) =>
    softHsm.addToken({ label: token, pin: PIN, keys: [{ issued }] })
  await place(AGENT, agent)
  await place(OWN_A, ownA)
  await place(OWN_B, ownB)
  return {
    drawer: softHsm.contents,
    authority: { ...textOf(authority), subject: authority.subject },
    ...{ agent: textOf(agent), ownA: textOf(ownA), ownB: textOf(ownB) },
  }
}

const textOf = ({ certificatePem, privateKeyPkcs8Pem }: IssuedCertificate) => ({ certificatePem, privateKeyPkcs8Pem })

/** SHA-256 of the certificate, in hex, as the configuration names it. */
export function thumbprint(issued: Pick<IssuedCertificate, 'certificateDer'>): string {
  return createHash('sha256').update(issued.certificateDer).digest('hex')
}

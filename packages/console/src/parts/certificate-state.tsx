import type { BoundCertificate } from '@congky/shared'
import { Badge } from '../design/layout.tsx'
import { STATE_TONES, stateWords } from './certificate-words.ts'

export function CertificateState({ certificate }: { readonly certificate: BoundCertificate }) {
  return <Badge tone={STATE_TONES[certificate.state]}>{stateWords(certificate)}</Badge>
}

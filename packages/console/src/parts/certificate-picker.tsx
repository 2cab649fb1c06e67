/**
 * Chooses a certificate: one of those on this gateway's tokens, one that is not plugged in now by its serial number,
 * or none of its own.
 */
import './certificate-picker.css'
import type { BoundCertificate } from '@congky/shared'
import { useId, useState } from 'preact/hooks'
import { TextField } from '../design/field.tsx'
import { formatDate } from '../format.ts'
import { say } from '../text.ts'
import { CertificateState } from './certificate-state.tsx'
import { certificateName, shortReference } from './certificate-words.ts'

export interface CertificatePickerProps {
  readonly label: string
  /** A thumbprint or serial number; null for none. */
  readonly value: string | null
  readonly onChange: (value: string | null) => void
  readonly certificates: readonly BoundCertificate[]
  /** What having none means; left out where one is needed. */
  readonly none?: string
}

/** Whether what the configuration says means this certificate. */
export function isMeant({ thumbprint, serial }: BoundCertificate, reference: string | null): boolean {
  return reference !== null && (reference === thumbprint || reference === serial)
}

export function CertificatePicker({ label, value, onChange, certificates, none }: CertificatePickerProps) {
  const group = useId()
  const isListed = value === null || certificates.some((each) => isMeant(each, value))
  const [isTyping, setTyping] = useState(!isListed)
  const choose = (next: string | null) => {
    setTyping(false)
    onChange(next)
  }
  return (
    <fieldset class="certificate-picker">
      <legend>{label}</legend>
      <div class="certificate-choices">
        {none !== undefined && (
          <label class="certificate-choice">
            <input type="radio" name={group} checked={value === null && !isTyping} onChange={() => choose(null)} />
            <span class="certificate-about">
              <span class="certificate-title">{none}</span>
            </span>
          </label>
        )}
        {certificates.map((each) => (
          <label key={each.reference} class="certificate-choice">
            <input
              type="radio"
              name={group}
              checked={!isTyping && isMeant(each, value)}
              onChange={() => choose(each.thumbprint)}
            />
            <About certificate={each} />
            <CertificateState certificate={each} />
          </label>
        ))}
        <label class="certificate-choice">
          <input type="radio" name={group} checked={isTyping} onChange={() => setTyping(true)} />
          <span class="certificate-about">
            <span class="certificate-title">{say('Chữ ký số khác', 'Another certificate')}</span>
            <span class="certificate-line">
              {say('Chưa cắm vào máy này: ghi số sê-ri', 'Not plugged in here: write its serial number')}
            </span>
          </span>
        </label>
      </div>
      {isTyping && (
        <TextField
          label={say('Số sê-ri hoặc thumbprint', 'Serial number or thumbprint')}
          value={isListed ? '' : (value ?? '')}
          mono
          onInput={(text) => onChange(text.trim() === '' ? null : text.trim())}
        />
      )}
    </fieldset>
  )
}

function About({ certificate }: { readonly certificate: BoundCertificate }) {
  const { taxCode, serial, reference, notAfter, token } = certificate
  const parts = [
    taxCode !== null && `${say('MST', 'Tax code')} ${taxCode}`,
    `${say('Số sê-ri', 'Serial')} ${serial ?? shortReference(reference)}`,
    notAfter !== null && say(`hạn ${formatDate(notAfter)}`, `until ${formatDate(notAfter)}`),
    token !== null && `token ${token}`,
  ]
  return (
    <span class="certificate-about">
      <span class="certificate-title">{certificateName(certificate)}</span>
      <span class="certificate-line">{parts.filter(Boolean).join(' · ')}</span>
    </span>
  )
}

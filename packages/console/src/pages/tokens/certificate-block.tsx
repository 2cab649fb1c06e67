/** One certificate of a token: what it says, who uses it, and what can be done with it. */
import type { CertificateUse, TokenCertificateView, TokenView } from '@congky/shared'
import { call, download } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { CopyText } from '../../design/copy-text.tsx'
import { confirmAction } from '../../design/dialog.tsx'
import { Badge, Facts } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { formatDate, formatHex, formatNumber } from '../../format.ts'
import { validityWords } from '../../parts/token-words.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { TestSignature } from './test-signature.tsx'

export function CertificateBlock(props: {
  readonly token: TokenView
  readonly certificate: TokenCertificateView
  readonly use: CertificateUse | undefined
  readonly revision: string
  readonly onChanged: () => unknown
}) {
  const { token, certificate, use, revision, onChanged } = props
  const { commonName, subject, serial, thumbprint, taxCode, issuer, notBefore, notAfter, keyType, keyBits } =
    certificate
  const validity = validityWords(certificate)
  const file = (what: string) => () => download('GET', `/admin/certificates/${thumbprint}/${what}`)
  return (
    <section class="certificate" aria-label={commonName || subject}>
      <div class="row spread">
        <h3>{commonName || subject}</h3>
        <span class="row">
          {use?.isDefault && <Badge tone="info">{say('Mặc định', 'Default')}</Badge>}
          {validity && <Badge tone={validity.tone}>{validity.text}</Badge>}
        </span>
      </div>
      <Facts
        facts={[
          [say('Mã số thuế', 'Tax code'), taxCode],
          [say('Hiệu lực', 'Valid'), `${formatDate(notBefore)} – ${formatDate(notAfter)}`],
          [
            say('Số sê-ri', 'Serial number'),
            <CopyText text={serial} shown={formatHex(serial)} label={say('số sê-ri', 'the serial number')} />,
          ],
          [say('Dùng cho', 'Used by'), useWords(use)],
        ]}
      />
      <details>
        <summary>{say('Chi tiết', 'Details')}</summary>
        <Facts
          facts={[
            [say('Chủ thể (Subject)', 'Subject'), subject],
            [say('Nhà cung cấp (Issuer)', 'Issuer'), issuer],
            [say('Khóa', 'Key'), `${keyType.toUpperCase()} ${keyBits}`],
            ['SHA-256', <span class="mono small-text">{formatHex(thumbprint)}</span>],
          ]}
        />
      </details>
      <div class="actions">
        {token.state === 'ready' && can('operate') && <TestSignature token={token} certificate={certificate} />}
        <Button small icon="download" onClick={file('registration')}>
          {say('Hồ sơ đăng ký', 'Registration file')}
        </Button>
        <Button small icon="download" onClick={file('file')}>
          .cer
        </Button>
        {can('configure') && !use?.isDefault && (
          <Button small onClick={() => makeDefault({ token, certificate, revision, onChanged })}>
            {say('Đặt làm mặc định', 'Make it the default')}
          </Button>
        )}
      </div>
    </section>
  )
}

export async function makeDefault(wish: {
  readonly token: Pick<TokenView, 'name'>
  readonly certificate: Pick<TokenCertificateView, 'thumbprint' | 'commonName'>
  readonly revision: string
  readonly onChanged: () => unknown
}): Promise<void> {
  const { token, certificate, revision, onChanged } = wish
  const isWanted = await confirmAction({
    title: say('Đặt làm chữ ký số mặc định?', 'Make it the default certificate?'),
    body: say(
      `Từ giờ, chứng từ của mọi doanh nghiệp không có chữ ký số riêng sẽ được ký bằng “${certificate.commonName}”.`,
      `From now on “${certificate.commonName}” signs for every enterprise that has no certificate of its own.`,
    ),
    action: say('Đặt làm mặc định', 'Make it the default'),
  })
  if (!isWanted) return
  await call('POST', `/admin/tokens/${encodeURIComponent(token.name)}/make-default`, {
    body: { thumbprint: certificate.thumbprint },
    headers: { 'If-Match': `"${revision}"` },
  })
  toast(say('Đã đặt làm chữ ký số mặc định', 'It is the default certificate now'))
  await onChanged()
}

function useWords(use: CertificateUse | undefined): string {
  if (!use) return say('chưa dùng cho doanh nghiệp nào', 'nobody yet')
  const { isDefault, sources, enterprises } = use
  return [
    ...(isDefault ? [say('mọi doanh nghiệp không có chữ ký riêng', 'all without a certificate of their own')] : []),
    ...(sources.length > 0 ? [say(`cơ sở dữ liệu ${sources.join(', ')}`, `databases ${sources.join(', ')}`)] : []),
    ...(enterprises > 0 ? [enterpriseCount(enterprises)] : []),
  ].join('; ')
}

function enterpriseCount(count: number): string {
  const shown = formatNumber(count)
  return say(`${shown} doanh nghiệp`, count === 1 ? 'one enterprise' : `${shown} enterprises`)
}

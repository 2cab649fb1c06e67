/** Shows that a token signs: a small document of the gateway's own is signed and verified. */
import type { TestSignatureView, TokenCertificateView, TokenView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call, saveFile } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { Facts, Notice } from '../../design/layout.tsx'
import { formatHex, formatNumber } from '../../format.ts'
import { say } from '../../text.ts'

export function TestSignature(props: {
  readonly token: Pick<TokenView, 'name'>
  readonly certificate: Pick<TokenCertificateView, 'thumbprint' | 'commonName'>
  readonly kind?: 'primary' | 'plain'
  readonly onDone?: () => void
}) {
  const { token, certificate, kind = 'plain', onDone } = props
  const [result, setResult] = useState<TestSignatureView | null>(null)
  const sign = async () => {
    const body = { thumbprint: certificate.thumbprint }
    setResult(await call('POST', `/admin/tokens/${encodeURIComponent(token.name)}/test-signature`, { body }))
    onDone?.()
  }
  return (
    <>
      <Button small={kind === 'plain'} kind={kind} icon="signature" onClick={sign}>
        {say('Ký thử', 'Test signature')}
      </Button>
      {result && (
        <Dialog
          title={say('Kết quả ký thử', 'Test signature')}
          onClose={() => setResult(null)}
          actions={
            <>
              <Button icon="download" onClick={() => saveFile(new Blob([result.document]), 'chu-ky-thu.xml')}>
                {say('Tải tệp đã ký', 'Download')}
              </Button>
              <Button kind="primary" onClick={() => setResult(null)} autoFocus>
                {say('Đóng', 'Close')}
              </Button>
            </>
          }
        >
          <Notice
            tone="good"
            title={say('Token ký tốt, chữ ký đã kiểm tra đúng.', 'It signs, and the signature is right.')}
          >
            {say(
              'Nội dung ký thử do cổng ký tự tạo, ghi rõ là không có giá trị.',
              'What was signed is made by the gateway, and says that it is worth nothing.',
            )}
          </Notice>
          <Facts
            facts={[
              [say('Chữ ký số', 'Certificate'), certificate.commonName],
              [say('Số sê-ri', 'Serial number'), <span class="mono">{formatHex(result.certificate.serial)}</span>],
              [say('Thời gian ký', 'Time'), `${formatNumber(result.ms)} ms`],
              [say('Thuật toán', 'Algorithm'), result.algorithm],
            ]}
          />
        </Dialog>
      )}
    </>
  )
}

import { type ApprovalDetails, subjectName } from '@congky/shared'
import { CopyText } from '../../design/copy-text.tsx'
import { Card, Facts } from '../../design/layout.tsx'
import { formatHex } from '../../format.ts'
import { profileTitle } from '../../parts/profile-title.ts'
import { say } from '../../text.ts'

/** What the approval leads to: whose signature, of which kind, on which bytes. */
export function SignatureCard({ approval }: { readonly approval: ApprovalDetails }) {
  const { certificate, signWith, profile, source, externalId, documentSha256, id, origin } = approval
  return (
    <Card title={say('Chữ ký số sẽ dùng', 'The signature')}>
      <Facts
        facts={[
          [say('Ký bằng', 'Signed by'), certificate ? subjectName(certificate.subject) : unknownCertificate(signWith)],
          [say('Số sê-ri', 'Serial number'), certificate && formatHex(certificate.serial)],
          [say('Mẫu ký', 'Profile'), profileTitle(profile)],
        ]}
      />
      <details class="approval-more">
        <summary>{say('Chi tiết kỹ thuật', 'Technical details')}</summary>
        <Facts
          facts={[
            [
              say('Mã băm SHA-256 của chứng từ', 'SHA-256 hash of the document'),
              <CopyText
                key="hash"
                text={documentSha256}
                shown={formatHex(documentSha256)}
                label={say('mã băm', 'the hash')}
              />,
            ],
            [say('Nguồn', 'Source'), source],
            [say('Mã tại nguồn', 'Id at the source'), externalId],
            [say('Gửi từ', 'Sent from'), origin],
            [say('Mã yêu cầu', 'Request id'), id],
          ]}
        />
      </details>
    </Card>
  )
}

function unknownCertificate(signWith: ApprovalDetails['signWith']): string {
  return signWith === 'approver'
    ? say('chữ ký số của người duyệt cuối', 'the certificate of who approves last')
    : say('chưa xác định được', 'not known yet')
}

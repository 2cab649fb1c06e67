import { reportText, type SignatureText, type VerifyReport } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Icon } from '../../design/icon.tsx'
import { Card, Facts, Notice } from '../../design/layout.tsx'
import { formatExactTime } from '../../format.ts'
import { language, say } from '../../text.ts'

/** What each signature in the signed document is worth, in the words that the commands have too. */
export function SignaturesCard({ id }: { readonly id: string }) {
  const [report, setReport] = useState<VerifyReport | null>(null)
  const verify = async () => {
    setReport(null)
    setReport(await call<VerifyReport>('GET', `/admin/requests/${encodeURIComponent(id)}/verification`))
  }
  return (
    <Card
      title={say('Chữ ký trong chứng từ', 'Signatures in the document')}
      actions={
        <Button icon="shield" small onClick={verify}>
          {say('Kiểm tra chữ ký', 'Verify the signatures')}
        </Button>
      }
    >
      <div class="stack" aria-live="polite">
        {report === null ? (
          <p class="dim">
            {say(
              'Từng chữ ký: hợp lệ hay không và vì sao, ai ký, bảo vệ phần nào và không bảo vệ phần nào.',
              'Each signature: valid or not and why, whose it is, what it covers and what it does not.',
            )}
          </p>
        ) : (
          <Report report={report} />
        )}
      </div>
    </Card>
  )
}

function Report({ report }: { readonly report: VerifyReport }) {
  const text = reportText(report, { language: language.value, showTime: formatExactTime })
  return (
    <>
      <Notice tone={text.valid ? 'good' : 'bad'} title={text.verdict} />
      {text.signatures.map((signature) => (
        <Signature key={signature.title} signature={signature} />
      ))}
      {text.warnings.map((warning) => (
        <Notice key={warning} tone="info" title={warning} />
      ))}
    </>
  )
}

function Signature({ signature }: { readonly signature: SignatureText }) {
  const { title, valid, facts, problems, warnings } = signature
  return (
    <section class="stack" aria-label={title}>
      <h3>{title}</h3>
      <ul class="history-checks plain-list">
        {problems.map((problem) => (
          <li key={problem} class="bad">
            <Icon name="close" />
            <p>{problem}</p>
          </li>
        ))}
        {warnings.map((warning) => (
          <li key={warning} class="unknown">
            <Icon name="info" />
            <p>{warning}</p>
          </li>
        ))}
        {valid && problems.length + warnings.length === 0 && (
          <li class="good">
            <Icon name="check" />
            <p>{say('Không có gì phải lưu ý.', 'Nothing to note.')}</p>
          </li>
        )}
      </ul>
      <Facts facts={facts} />
    </section>
  )
}

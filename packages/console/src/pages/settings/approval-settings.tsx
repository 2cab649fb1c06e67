/** The policy of approvals in words. It is edited in the file on the host alone: a session must not loosen it. */
import type { ApprovalPersonView, ApprovalPolicyView, ApprovalRuleView } from '@congky/shared'
import { call } from '../../api.ts'
import { Badge, Card, Empty, Facts, Loaded } from '../../design/layout.tsx'
import { formatNumber } from '../../format.ts'
import { configRevision } from '../../live.ts'
import { profileTitle } from '../../parts/profile-title.ts'
import { useResource } from '../../resource.ts'
import { say } from '../../text.ts'

export function ApprovalSettings() {
  const policy = useResource<ApprovalPolicyView>(
    (signal) => call('GET', '/admin/approval-policy', { signal }),
    [configRevision.value],
  )
  return (
    <div class="stack settings-column">
      <Loaded of={policy} lines={5}>
        {({ file, rules, people }) => (
          <>
            <Card title={say('Chứng từ nào cần duyệt', 'What needs an approval')}>
              {rules.length === 0 ? (
                <Empty icon="approve" title={say('Chưa có quy tắc nào', 'There are no rules')}>
                  {say('Mọi chứng từ được ký mà không cần ai duyệt.', 'Everything is signed without an approval.')}
                </Empty>
              ) : (
                <>
                  <p class="dim">
                    {say(
                      'Đọc từ trên xuống: quy tắc đầu tiên khớp sẽ quyết định. Không quy tắc nào khớp thì ký ngay.',
                      'Read from the top: the first rule that fits decides. What fits none is signed at once.',
                    )}
                  </p>
                  <ol class="plain-list approval-rules">
                    {rules.map((rule) => (
                      <Rule key={rule.name} rule={rule} />
                    ))}
                  </ol>
                </>
              )}
            </Card>
            {people.length > 0 && <People people={people} />}
            <Card title={say('Chỉ sửa trên máy chủ', 'Changed on the host only')}>
              <p class="dim">
                {say(
                  'Quy tắc duyệt nằm ở mục “approval” của tệp này. Sửa xong có hiệu lực ngay với chứng từ mới; chứng từ đang chờ vẫn theo quy tắc cũ.',
                  'The rules are the section “approval” of this file. An edit counts at once for what comes in; what waits goes on by the rules it came in with.',
                )}
              </p>
              <p>
                <code>{file}</code>
              </p>
            </Card>
          </>
        )}
      </Loaded>
    </div>
  )
}

function Rule({ rule }: { readonly rule: ApprovalRuleView }) {
  return (
    <li class="approval-rule">
      <p class="row">
        <strong>{rule.name}</strong>
        {rule.exempt && <Badge tone="quiet">{say('Không cần duyệt', 'No approval')}</Badge>}
      </p>
      <p>{conditionWords(rule)}</p>
      {!rule.exempt && (
        <>
          <ol class="approval-rule-steps">
            {rule.steps.map((step, at) => (
              <li key={at}>
                <strong>{step.name}</strong>: {approverWords(step)}
              </li>
            ))}
          </ol>
          <p class="dim small-text">{endWords(rule)}</p>
        </>
      )}
    </li>
  )
}

/** `Khi mã số thuế là … và nguồn là …` */
function conditionWords({ when }: ApprovalRuleView): string {
  const anyOf = (words: readonly string[]) => words.join(say(' hoặc ', ' or '))
  const conditions = [
    [say('mã số thuế là', 'the tax code is'), when.taxCodes],
    [say('nguồn là', 'it comes from'), when.sources],
    [say('mẫu ký là', 'the profile is'), when.profiles.map((name) => profileTitle(name))],
    [say('loại chứng từ là', 'the kind is'), when.kinds],
    [say('người trình là', 'it is asked for by'), when.requesters],
  ] as const
  const words = [
    ...conditions.filter(([, values]) => values.length > 0).map(([name, values]) => `${name} ${anyOf(values)}`),
    ...when.values.map(({ path, is, above }) =>
      [
        say('giá trị tại', 'the value at'),
        path,
        is.length > 0 && `${say('là', 'is')} ${anyOf(is)}`,
        above !== null && `${say('lớn hơn', 'is above')} ${formatNumber(above)}`,
      ]
        .filter(Boolean)
        .join(' '),
    ),
  ]
  if (words.length === 0) return say('Mọi chứng từ.', 'Every document.')
  return `${say('Khi', 'When')} ${words.join(say(' và ', ' and '))}.`
}

function approverWords({ approvers, need }: ApprovalRuleView['steps'][number]): string {
  const names = approvers.length === 0 ? say('những người duyệt', 'the approvers') : approvers.join(', ')
  if (need === 1 && approvers.length === 0) return say('bất kỳ người duyệt nào', 'any approver')
  if (need === 'all') return say(`tất cả ${names}`, `all of ${names}`)
  if (need > 1) return say(`${need} người trong ${names}`, `${need} of ${names}`)
  return approvers.length === 1 ? names : say(`một trong ${names}`, `one of ${names}`)
}

function endWords({ signWith, expiresAfterHours, atExpiry, anonymousRequester }: ApprovalRuleView): string {
  const hours = formatNumber(expiresAfterHours)
  return [
    atExpiry === 'return'
      ? say(`Sau ${hours} giờ không ai duyệt thì trả lại`, `Returned after ${hours} hours`)
      : say(`Sau ${hours} giờ không ai duyệt thì chờ người xử lý`, `Held after ${hours} hours`),
    signWith === 'approver' && say('ký bằng chữ ký số của người duyệt cuối', 'signed by who approves last'),
    anonymousRequester === 'allow' && say('nhận cả khi không rõ người trình', 'also when nobody says who asks'),
  ]
    .filter(Boolean)
    .join(' · ')
}

function People({ people }: { readonly people: readonly ApprovalPersonView[] }) {
  return (
    <Card
      title={say('Ai là ai', 'Who is who')}
      lead={say(
        'Không ai duyệt được chứng từ trình bằng bất kỳ tên nào của mình.',
        'Nobody approves what came under any of their own names.',
      )}
    >
      <ul class="plain-list approval-rules">
        {people.map((person, at) => (
          <li key={at} class="approval-rule">
            <Facts
              facts={[
                [say('Tài khoản', 'Accounts'), person.accounts.join(', ')],
                [say('Tên người trình', 'Requesters'), person.requesters.join(', ')],
                [say('Máy trạm', 'Workstations'), person.workstations.join(', ')],
                [say('Chữ ký số riêng', 'Own certificate'), person.hasCertificate ? say('có', 'yes') : null],
                [say('Báo qua thư', 'Told by mail'), person.email],
              ]}
            />
          </li>
        ))}
      </ul>
    </Card>
  )
}

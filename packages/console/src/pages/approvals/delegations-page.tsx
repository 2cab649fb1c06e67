/** Lending one's right to approve for a time: to whom, since when, until when, and taking it back. */
import type { DelegationList, DelegationView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { confirmAction } from '../../design/dialog.tsx'
import { Badge, Empty, Loaded, PageHead, type Tone } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { formatDateTime } from '../../format.ts'
import { useResource } from '../../resource.ts'
import { href } from '../../router.ts'
import { login } from '../../session.ts'
import { say } from '../../text.ts'
import { DelegateDialog } from './delegate-dialog.tsx'

export function DelegationsPage() {
  const answer = useResource<DelegationList>((signal) => call('GET', '/admin/delegations', { signal }), [])
  const [isAdding, setAdding] = useState(false)
  const me = login.value?.account.name
  const others = answer.data?.approvers.filter(({ name }) => name !== me) ?? []
  return (
    <div class="stack approvals">
      <PageHead
        title={say('Ủy quyền duyệt', 'Delegation')}
        lead={say(
          'Khi bạn đi vắng, người khác duyệt thay bạn trong một thời gian. Người đó không được ủy quyền tiếp, và không được duyệt chứng từ do chính mình trình.',
          'While you are away, somebody else approves for you. They cannot lend it on, and never approve what they submitted themselves.',
        )}
        back={href('/approvals')}
      >
        {others.length > 0 && (
          <Button kind="primary" icon="plus" onClick={() => setAdding(true)}>
            {say('Ủy quyền', 'Delegate')}
          </Button>
        )}
      </PageHead>
      <Loaded of={answer} lines={3}>
        {({ delegations }) =>
          delegations.length === 0 ? (
            <Empty icon="user" title={say('Chưa có ủy quyền nào', 'No delegations')}>
              {others.length === 0 &&
                say(
                  'Chưa có người duyệt nào khác để ủy quyền. Nhờ quản trị thêm tài khoản có vai trò Người duyệt.',
                  'There is no other approver. Ask the admin to add an account with the role Approver.',
                )}
            </Empty>
          ) : (
            <ul class="plain-list approvals-list">
              {sorted(delegations).map((delegation) => (
                <Delegation
                  key={delegation.id}
                  delegation={delegation}
                  isOwn={delegation.from === me}
                  onChange={answer.reload}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      {isAdding && <DelegateDialog approvers={others} onClose={() => setAdding(false)} onChange={answer.reload} />}
    </div>
  )
}

/** What counts now, then what will, then what is over. */
function sorted(delegations: readonly DelegationView[]): readonly DelegationView[] {
  const rank = (one: DelegationView) => (one.isActive ? 0 : isOver(one) ? 2 : 1)
  return [...delegations].sort((a, b) => rank(a) - rank(b) || b.startsAt.localeCompare(a.startsAt))
}

function isOver({ revokedAt, endsAt }: DelegationView): boolean {
  return revokedAt !== null || new Date(endsAt).getTime() <= Date.now()
}

function Delegation(props: {
  readonly delegation: DelegationView
  readonly isOwn: boolean
  readonly onChange: () => Promise<void>
}) {
  const { delegation, isOwn, onChange } = props
  const { id, fromName, toName, startsAt, endsAt } = delegation
  const { tone, text } = standing(delegation)
  const revoke = async () => {
    const question = {
      title: say('Thu hồi ủy quyền?', 'Take it back?'),
      body: say(
        `${toName} sẽ không duyệt thay bạn được nữa, kể từ bây giờ.`,
        `${toName} can no longer decide for you, from now on.`,
      ),
      action: say('Thu hồi', 'Take it back'),
      danger: true,
    }
    if (!(await confirmAction(question))) return
    await call('DELETE', `/admin/delegations/${encodeURIComponent(id)}`)
    toast(say('Đã thu hồi ủy quyền', 'Taken back'))
    await onChange()
  }
  return (
    <li class="card delegation">
      <p class="row spread">
        <strong>
          {isOwn
            ? say(`${toName} duyệt thay bạn`, `${toName} decides for you`)
            : say(`Bạn duyệt thay ${fromName}`, `You decide for ${fromName}`)}
        </strong>
        <Badge tone={tone}>{text}</Badge>
      </p>
      <p class="dim number">
        {formatDateTime(startsAt)} – {formatDateTime(endsAt)}
      </p>
      {isOwn && !isOver(delegation) && (
        <div class="row">
          <Button small onClick={revoke}>
            {say('Thu hồi', 'Take back')}
            <span class="visually-hidden"> {toName}</span>
          </Button>
        </div>
      )}
    </li>
  )
}

function standing(delegation: DelegationView): { readonly tone: Tone; readonly text: string } {
  if (delegation.revokedAt !== null) return { tone: 'quiet', text: say('Đã thu hồi', 'Taken back') }
  if (isOver(delegation)) return { tone: 'quiet', text: say('Đã hết hạn', 'Over') }
  return delegation.isActive
    ? { tone: 'good', text: say('Đang hiệu lực', 'In force') }
    : { tone: 'info', text: say('Sắp bắt đầu', 'To come') }
}

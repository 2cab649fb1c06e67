import './workstations.css'
import type { PairingCodeView, WorkstationView } from '@congky/shared'
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { type Column, DataTable } from '../../design/data-table.tsx'
import { confirmAction } from '../../design/dialog.tsx'
import { Badge, Card, Empty, Loaded, PageHead } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { formatDateTime } from '../../format.ts'
import { useResource } from '../../resource.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { PairingCodeDialog } from './pairing-code-dialog.tsx'
import { AddDialog, RightsDialog, RotateDialog } from './workstation-dialogs.tsx'
import { expiryOf, rightsWords, seenWords, stateOf } from './workstation-state.ts'

const REFRESH_MS = 3_000

type Open =
  | { readonly dialog: 'add' }
  | { readonly dialog: 'rights' | 'rotate'; readonly view: WorkstationView }
  | { readonly dialog: 'code'; readonly name: string; readonly code: PairingCodeView }

export function WorkstationsPage() {
  const list = useResource((signal) => call<readonly WorkstationView[]>('GET', '/admin/workstations', { signal }), [])
  const [open, setOpen] = useState<Open | null>(null)
  useEffect(() => {
    const timer = setInterval(() => document.hidden || void list.reload(), REFRESH_MS)
    return () => clearInterval(timer)
  }, [])
  const close = () => {
    setOpen(null)
    void list.reload()
  }
  const mayManage = can('manage-workstations')
  const add = mayManage && (
    <Button kind="primary" icon="plus" onClick={() => setOpen({ dialog: 'add' })}>
      {say('Thêm máy trạm', 'Add a workstation')}
    </Button>
  )
  return (
    <>
      <PageHead
        title={say('Máy trạm', 'Workstations')}
        lead={say(
          'Các máy được gửi chứng từ tới cổng ký qua mạng, và quyền của từng máy.',
          'The machines that may have documents signed over the network, and what each may do.',
        )}
      >
        {add}
      </PageHead>
      <Loaded of={list}>
        {(views) => (
          <div class="stack">
            <Card>
              <WorkstationTable
                views={views.filter(({ revokedAt }) => revokedAt === null)}
                actions={mayManage ? (view) => <RowActions view={view} onOpen={setOpen} onDone={list.reload} /> : null}
              />
            </Card>
            <Revoked views={views.filter(({ revokedAt }) => revokedAt !== null)} />
          </div>
        )}
      </Loaded>
      <OpenDialog open={open} onOpen={setOpen} onClose={close} />
    </>
  )
}

function OpenDialog(props: {
  readonly open: Open | null
  readonly onOpen: (open: Open) => void
  readonly onClose: () => void
}) {
  const { open, onOpen, onClose } = props
  if (open === null) return null
  const show = (name: string, code: PairingCodeView) => onOpen({ dialog: 'code', name, code })
  switch (open.dialog) {
    case 'add':
      return <AddDialog onAdded={show} onClose={onClose} />
    case 'rotate':
      return <RotateDialog view={open.view} onMade={(code) => show(open.view.name, code)} onClose={onClose} />
    case 'rights': {
      const saved = () => {
        toast(say(`Đã đổi quyền của máy “${open.view.name}”`, `Changed the rights of “${open.view.name}”`))
        onClose()
      }
      return <RightsDialog view={open.view} onSaved={saved} onClose={onClose} />
    }
    case 'code':
      return <PairingCodeDialog name={open.name} code={open.code} onClose={onClose} />
  }
}

function WorkstationTable(props: {
  readonly views: readonly WorkstationView[]
  readonly actions: ((view: WorkstationView) => preact.ComponentChildren) | null
}) {
  const { views, actions } = props
  const columns: Column<WorkstationView>[] = [
    { title: say('Máy', 'Name'), isName: true, cell: ({ name }) => <span class="workstation-name">{name}</span> },
    {
      title: say('Tình trạng', 'State'),
      cell: (view) => {
        const { tone, word } = stateOf(view)
        return <Badge tone={tone}>{word}</Badge>
      },
    },
    {
      title: say('Được ký cho', 'May sign for'),
      grows: true,
      cell: ({ enterprises }) => <span class="number">{rightsWords(enterprises)}</span>,
    },
    { title: say('Thấy lần cuối', 'Last seen'), cell: seenWords },
    {
      title: say('Khóa hết hạn', 'Key expires'),
      cell: (view) => {
        const { words, isSoon } = expiryOf(view)
        return isSoon ? <Badge tone="warn">{words}</Badge> : <span class="number">{words}</span>
      },
    },
    ...(actions ? [{ title: say('Thao tác', 'Actions'), cell: actions, align: 'end' } as const] : []),
  ]
  return (
    <DataTable
      caption={say('Máy trạm', 'Workstations')}
      columns={columns}
      rows={views}
      keyOf={({ id }) => id}
      empty={
        <Empty icon="monitor" title={say('Chưa có máy trạm nào', 'No workstations yet')}>
          {say(
            'Thêm máy trạm để lấy mã ghép nối, rồi quét mã QR hoặc nhập mã trên máy đó.',
            'Add one to get a pairing code, then scan the QR code or type the code on that machine.',
          )}
        </Empty>
      }
    />
  )
}

function RowActions(props: {
  readonly view: WorkstationView
  readonly onOpen: (open: Open) => void
  readonly onDone: () => Promise<void>
}) {
  const { view, onOpen, onDone } = props
  const { name } = view
  const revoke = async () => {
    const yes = await confirmAction({
      title: say(`Thu hồi máy “${name}”?`, `Revoke “${name}”?`),
      body: say(
        'Kết nối của máy bị ngắt ngay, khóa truy cập hết hiệu lực, chứng từ của máy đang chờ sẽ không được ký. Chứng từ đã ký không bị ảnh hưởng. Muốn dùng lại, hãy thêm máy và ghép nối lại.',
        'Its connection ends now, its access key stops working, and documents of it that wait are not signed. What was signed stays as it is. To use it again, add it and pair it anew.',
      ),
      action: say('Thu hồi', 'Revoke'),
      danger: true,
    })
    if (!yes) return
    await call('DELETE', `/admin/workstations/${encodeURIComponent(name)}`)
    toast(say(`Đã thu hồi máy “${name}”`, `Revoked “${name}”`))
    await onDone()
  }
  return (
    <span class="row row-actions">
      <Button
        kind="quiet"
        small
        icon="edit"
        label={say(`Đổi quyền của ${name}`, `Change the rights of ${name}`)}
        onClick={() => onOpen({ dialog: 'rights', view })}
      />
      <Button
        kind="quiet"
        small
        icon="qr"
        label={say(`Mã ghép nối mới cho ${name}`, `New pairing code for ${name}`)}
        onClick={() => onOpen({ dialog: 'rotate', view })}
      />
      <Button kind="quiet" small icon="trash" label={say(`Thu hồi ${name}`, `Revoke ${name}`)} onClick={revoke} />
    </span>
  )
}

function Revoked({ views }: { readonly views: readonly WorkstationView[] }) {
  if (views.length === 0) return null
  return (
    <details class="revoked">
      <summary>{say(`Đã thu hồi (${views.length})`, `Revoked (${views.length})`)}</summary>
      <ul class="plain-list stack">
        {views.map(({ id, name, revokedAt }) => (
          <li key={id} class="row spread">
            <span>{name}</span>
            <span class="dim number">{revokedAt && formatDateTime(revokedAt)}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

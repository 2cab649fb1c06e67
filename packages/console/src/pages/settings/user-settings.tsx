/** People with an account: who they are, what they may do, and where they are logged in. */
import type { AccountView, RolesView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { DataTable } from '../../design/data-table.tsx'
import { Icon } from '../../design/icon.tsx'
import { Badge, Card, Loaded } from '../../design/layout.tsx'
import { formatAgo } from '../../format.ts'
import { useResource } from '../../resource.ts'
import { can, login } from '../../session.ts'
import { say, sayOf } from '../../text.ts'
import { ROLE_WORDS, ROLES } from './role-words.ts'
import { AddUser, UserDetails } from './user-dialogs.tsx'

export function UserSettings() {
  const users = useResource((signal) => call<AccountView[]>('GET', '/admin/users', { signal }), [])
  const [opened, setOpened] = useState<string | null>(null)
  const [isAdding, setAdding] = useState(false)
  const account = users.data?.find(({ name }) => name === opened)
  return (
    <div class="stack">
      <Card
        title={say('Người dùng', 'Users')}
        actions={
          can('manage-accounts') && (
            <Button kind="primary" icon="plus" onClick={() => setAdding(true)}>
              {say('Thêm người dùng', 'Add a user')}
            </Button>
          )
        }
      >
        <Loaded of={users}>{(list) => <UserTable users={list} onOpen={setOpened} />}</Loaded>
      </Card>
      <Roles />
      {isAdding && <AddUser onClose={() => setAdding(false)} onChange={users.reload} />}
      {account && <UserDetails account={account} onClose={() => setOpened(null)} onChange={users.reload} />}
    </div>
  )
}

function UserTable({
  users,
  onOpen,
}: {
  readonly users: readonly AccountView[]
  readonly onOpen: (name: string) => void
}) {
  return (
    <DataTable
      caption={say('Người dùng', 'Users')}
      rows={users}
      keyOf={({ name }) => name}
      onOpen={({ name }) => onOpen(name)}
      columns={[
        {
          title: say('Tên', 'Name'),
          isName: true,
          cell: ({ name, displayName }) => (
            <>
              {displayName}
              {name === login.value?.account.name && ` (${say('bạn', 'you')})`}
              {displayName !== name && <div class="dim small-text">{name}</div>}
            </>
          ),
        },
        { title: say('Vai trò', 'Role'), cell: ({ role }) => sayOf(ROLE_WORDS[role]) },
        {
          title: say('Trạng thái', 'State'),
          cell: ({ disabledAt }) =>
            disabledAt === null ? (
              <Badge tone="good">{say('Đang dùng', 'Active')}</Badge>
            ) : (
              <Badge tone="quiet">{say('Đã ngừng', 'Disabled')}</Badge>
            ),
        },
        {
          title: say('Đăng nhập gần nhất', 'Last login'),
          cell: ({ lastLoginAt }) => (lastLoginAt === null ? say('Chưa lần nào', 'Never') : formatAgo(lastLoginAt)),
        },
        {
          title: say('Thao tác', 'Actions'),
          cell: ({ name, displayName }) => (
            <Button small onClick={() => onOpen(name)}>
              {say('Xem', 'Open')} <span class="visually-hidden">{displayName}</span>
            </Button>
          ),
        },
      ]}
    />
  )
}

/** What each role may do, from the table that the gateway itself goes by. */
function Roles() {
  const roles = useResource((signal) => call<RolesView>('GET', '/admin/roles', { signal }), [])
  return (
    <Card title={say('Mỗi vai trò được làm gì', 'What each role may do')}>
      <Loaded of={roles}>
        {({ roles: list, rights }) => (
          <table class="rights">
            <caption class="visually-hidden">{say('Quyền của các vai trò', 'Rights of the roles')}</caption>
            <thead>
              <tr>
                <td />
                {ROLES.map((role) => (
                  <th key={role} scope="col">
                    {sayOf(ROLE_WORDS[role])}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rights.map(({ right, text }) => (
                <tr key={right}>
                  <th scope="row">{sayOf(text)}</th>
                  {ROLES.map((role) => (
                    <td key={role}>
                      <Mark has={list.some((one) => one.role === role && one.rights.includes(right))} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
    </Card>
  )
}

function Mark({ has }: { readonly has: boolean }) {
  return has ? (
    <>
      <Icon name="check" />
      <span class="visually-hidden">{say('được', 'yes')}</span>
    </>
  ) : (
    <span class="dim">
      <span aria-hidden="true">–</span>
      <span class="visually-hidden">{say('không', 'no')}</span>
    </span>
  )
}

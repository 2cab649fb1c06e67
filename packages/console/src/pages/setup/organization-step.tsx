import { useState } from 'preact/hooks'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/layout.tsx'
import { organizationProblems } from '../../parts/organization-draft.ts'
import { OrganizationFields } from '../../parts/organization-fields.tsx'
import { say } from '../../text.ts'
import { draft, goTo } from './setup-draft.ts'

export function OrganizationStep() {
  const [wasTried, setTried] = useState(false)
  const errors = organizationProblems(draft.value)
  const submit = (event: Event) => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(errors).length === 0) goTo('account')
  }
  return (
    <Card
      title={say('Doanh nghiệp dùng cổng ký', 'The enterprise that runs the gateway')}
      lead={say(
        'Hiện trên trang quản trị và trong hồ sơ đăng ký chữ ký số; sửa lại được bất cứ lúc nào.',
        'Shown in the console and in what is filed with authorities; it can be changed at any time.',
      )}
    >
      <form class="stack" onSubmit={submit} noValidate>
        <OrganizationFields
          draft={draft.value}
          change={(part) => {
            draft.value = { ...draft.value, ...part }
          }}
          errorOf={(key) => (wasTried ? (errors[key] ?? null) : null)}
          autoFocus
        />
        <div class="actions">
          <Button kind="primary" submit>
            {say('Tiếp tục', 'Go on')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

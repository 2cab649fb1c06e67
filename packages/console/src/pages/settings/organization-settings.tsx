/** Who the gateway belongs to, as the first run asked it. */
import type { OrganizationAnswer } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Card, Loaded } from '../../design/layout.tsx'
import { organizationProblems, toOrganizationDraft } from '../../parts/organization-draft.ts'
import { OrganizationFields } from '../../parts/organization-fields.tsx'
import { useResource } from '../../resource.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { SaveBar } from './save-bar.tsx'
import { useSavedForm } from './saved-form.ts'

const PATH = '/admin/organization'

export function OrganizationSettings() {
  const resource = useResource((signal) => call<OrganizationAnswer>('GET', PATH, { signal }), [])
  const [newer, setNewer] = useState<OrganizationAnswer | null>(null)
  const reload = async () => {
    const view = await call<OrganizationAnswer>('GET', PATH)
    setNewer(view)
    return view
  }
  return (
    <Loaded of={resource}>
      {(loaded) => <OrganizationForm view={newer ?? loaded} onSaved={setNewer} reload={reload} />}
    </Loaded>
  )
}

interface FormProps {
  readonly view: OrganizationAnswer
  readonly onSaved: (view: OrganizationAnswer) => void
  readonly reload: () => Promise<OrganizationAnswer>
}

function OrganizationForm({ view, onSaved, reload }: FormProps) {
  const toDraft = ({ organization }: OrganizationAnswer) => toOrganizationDraft(organization)
  const form = useSavedForm({ path: PATH, view, toDraft, onSaved })
  const { draft, change, errorOf } = form
  const [wasTried, setTried] = useState(false)
  const found = wasTried ? organizationProblems(draft) : {}
  const save = async () => {
    const isRight = Object.keys(organizationProblems(draft)).length === 0
    setTried(!isRight)
    if (isRight) await form.save(draft)
  }
  const drop = (newest?: OrganizationAnswer) => {
    setTried(false)
    form.reset(newest)
  }
  return (
    <div class="stack settings-column">
      <Card
        title={say('Doanh nghiệp dùng cổng ký', 'The enterprise that runs the gateway')}
        lead={say(
          'Hiện trên trang đầu và trong hồ sơ đăng ký chữ ký số.',
          'Shown on the first page and in what is filed with authorities.',
        )}
      >
        <div class="stack">
          <OrganizationFields
            draft={draft}
            change={change}
            errorOf={(key) => found[key] ?? errorOf(`organization.${key}`)}
            disabled={!can('configure')}
          />
          <SaveBar
            isChanged={form.isChanged}
            refusal={form.refusal}
            onSave={save}
            onReset={() => drop()}
            onReload={async () => drop(await reload())}
          />
        </div>
      </Card>
    </div>
  )
}

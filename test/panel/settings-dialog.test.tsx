// @vitest-environment happy-dom
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { beforeEach, expect, test } from 'vitest'
import { SettingsDialog } from '../../panel/views/dialogs/settings-dialog.tsx'

let saved: (number | readonly string[])[]
let root: HTMLElement

const find = <T extends HTMLElement>(selector: string) => root.querySelector<T>(selector)!
const save = () => find<HTMLButtonElement>('button.primary')

async function enter(megabytes: string): Promise<void> {
  await act(async () => {
    const input = find<HTMLInputElement>('#megabytes')
    input.value = megabytes
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
}

beforeEach(async () => {
  saved = []
  document.body.replaceChildren()
  root = document.body.appendChild(document.createElement('div'))
  await act(async () =>
    render(
      <SettingsDialog
        site={undefined}
        load={async () => ['https://a.test/*']}
        save={async (patterns) => void saved.push(patterns)}
        loadMegabytes={async () => 256}
        saveMegabytes={async (megabytes) => void saved.push(megabytes)}
        onClose={() => {}}
      />,
      root,
    ),
  )
})

test('the memory for payloads is shown and stored', async () => {
  expect(find<HTMLInputElement>('#megabytes').value).toBe('256')
  await enter('512')
  await act(async () => save().click())
  expect(saved).toEqual([512, ['https://a.test/*']])
})

test.each(['', '0', '1.5', '5000'])('%j megabytes cannot be stored', async (entered) => {
  await enter(entered)
  expect(save().disabled).toBe(true)
  expect(find('[role=alert]').textContent).toContain('from 1 to 2048')
})

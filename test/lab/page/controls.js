/** The table of techniques: a checkbox for each, and its numbers as they change. */
{
  const REFRESH = 500
  const table = document.querySelector('table')
  const rows = new Map()

  for (const [group, members] of Map.groupBy(window.labTechniques, ({ group }) => group)) {
    const body = table.createTBody()
    const heading = document.createElement('th')
    heading.colSpan = 7
    heading.className = 'group'
    heading.textContent = group
    body.insertRow().append(heading)
    for (const technique of members) rows.set(technique.id, addRow(body, technique))
  }

  function addRow(body, { id, label, expected, describe }) {
    const row = body.insertRow()
    const name = document.createElement('label')
    const box = document.createElement('input')
    box.type = 'checkbox'
    box.onchange = () => (box.checked ? window.lab.start([id]) : window.lab.stop([id]))
    name.append(box, label)
    const sentence = document.createElement('span')
    sentence.className = 'describe'
    sentence.textContent = describe
    row.insertCell().append(name, sentence)
    const code = document.createElement('code')
    code.textContent = expected
    row.insertCell().append(code)
    const numbers = ['requests', 'messagesIn', 'messagesOut', 'updates'].map((field) => {
      const cell = row.insertCell()
      cell.className = 'number'
      return [field, cell]
    })
    const state = row.insertCell()
    state.className = 'state'
    return { box, numbers, state }
  }

  function refresh() {
    const running = new Set(window.lab.running())
    const counts = window.lab.counts()
    const notes = window.lab.notes()
    for (const [id, { box, numbers, state }] of rows) {
      box.checked = running.has(id)
      for (const [field, cell] of numbers) cell.textContent = counts[id][field] || '·'
      state.textContent = notes[id]
    }
  }

  document.querySelector('#start-all').onclick = () => {
    window.lab.start()
    refresh()
  }
  document.querySelector('#stop-all').onclick = () => window.lab.stop().then(refresh)
  refresh()
  setInterval(refresh, REFRESH)
}

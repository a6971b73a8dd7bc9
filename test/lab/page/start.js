/** Starts what `?on=` names: ids with commas between them, or `all`. */
{
  const on = new URLSearchParams(location.search).get('on')
  if (on) window.lab.start(on === 'all' ? window.lab.ids : on.split(','))
}

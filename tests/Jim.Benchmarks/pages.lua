-- wrk script: the first page of a list, as pages.sh names it.
--   wrk -t1 -c1 -d5s -s pages.lua URL -- PAGE TOKEN
local pages = {
  newest    = [[documents(first: 10, order: [{ createdAt: DESC }]) { nodes { id title } }]],
  title     = [[documents(first: 10, order: [{ title: ASC }]) { nodes { id title } }]],
  icontains = [[documents(first: 10, where: { title: { icontains: \"survey\" } }) { nodes { id title } }]],
  search    = [[documents(first: 10, where: { title: { search: \"survey\" } }) { nodes { id title } }]],
  jsonb     = [[documents(first: 10, where: { meta: { contains: { lang: \"fr\" } } }) { nodes { id title } }]],
  users     = [[users(first: 10, order: [{ displayName: ASC }]) { nodes { id displayName } }]],
  events    = [[documentEvents(first: 10, order: [{ createdAt: DESC }]) { nodes { id kind } }]],
}

function init(args)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. args[2]
  wrk.body = '{"query":"{ ' .. pages[args[1]] .. ' }"}'
end
bad = 0
function response(status, _, answer)
  if status ~= 200 or answer:find('"errors"', 1, true) or not answer:find('"data":{', 1, true) then bad = bad + 1 end
end
local threads = {}
function setup(thread) table.insert(threads, thread) end
function done(_, latency)
  local wrong = 0
  for _, t in ipairs(threads) do wrong = wrong + (t:get("bad") or 0) end
  io.write(string.format("p50 %.2f p95 %.2f errors %d\n", latency:percentile(50) / 1000, latency:percentile(95) / 1000, wrong))
end

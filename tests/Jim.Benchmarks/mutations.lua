-- wrk script: one insert, from as many addresses in turn as there are connections.
--   wrk -t1 -c16 -d5s -s mutations.lua URL -- ADDRESSES
local addresses, sent = 1, 0
local body = '{"query":"mutation { createNote(input: { line: \\"written\\" }) { note { id } } }"}'

function init(args) addresses = tonumber(args[1]) end
function request()
  sent = sent + 1
  return wrk.format("POST", nil, { ["Content-Type"] = "application/json", ["X-Forwarded-For"] = "10.0.0." .. (sent % addresses + 1) }, body)
end
bad = 0
function response(status, _, answer)
  if status ~= 200 or not answer:find('"createNote":{"note":{"id":', 1, true) then bad = bad + 1 end
end
local threads = {}
function setup(thread) table.insert(threads, thread) end
function done(summary, latency)
  local wrong = 0
  for _, t in ipairs(threads) do wrong = wrong + (t:get("bad") or 0) end
  io.write(string.format("rate %.0f p50 %.2f p95 %.2f wrong %d\n",
    summary.requests / summary.duration * 1000000, latency:percentile(50) / 1000, latency:percentile(95) / 1000, wrong))
end

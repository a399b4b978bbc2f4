-- wrk script: one operation of the workload, each request with variables of its own.
--   wrk -t1 -c16 -d5s -s load.lua URL -- FILE.graphql USERS
-- Prints at the end: requests per second, p50 and p99 in milliseconds, and how many answers were not as they should be.
local statuses = { "draft", "review", "final", "archived" }
local bodies = {} -- a request without its variables: before and after them
local users, operation

local function key(kind, number) return string.format('{"id":"%08x-0000-4000-8000-%012x"}', kind, number) end

local draw = {
  one = function() return key(1, math.random(users)) end,
  page = function() return key(1, math.random(users)) end,
  group = function() return key(2, math.random(math.max(math.floor(users / 20), 1))) end,
  list = function() return string.format('{"status":"%s"}', statuses[math.random(#statuses)]) end,
}

function init(args)
  local file = assert(io.open(args[1]))
  operation, users = args[1]:match("([^/]+)%.graphql$"), tonumber(args[2])
  bodies = { '{"query":"' .. file:read("*a"):gsub("%s+", " ") .. '","variables":', "}" }
  file:close()
  math.randomseed(os.time())
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Accept"] = "application/json"
end

function request() return wrk.format(nil, nil, nil, bodies[1] .. draw[operation]() .. bodies[2]) end

wrong = 0 -- global, so that `done` can read it from each thread

function response(status, _, body)
  local right = status == 200 and body:find('"data":{', 1, true) and not body:find('"errors"', 1, true)
  if not right then wrong = wrong + 1 end
end

local threads = {}

function setup(thread) threads[#threads + 1] = thread end

function done(summary, latency)
  local all = 0
  for _, thread in ipairs(threads) do all = all + (thread:get("wrong") or 0) end
  io.write(string.format(
    "requests/s %.0f p50 %.2f p99 %.2f wrong %d\n", summary.requests * 1e6 / summary.duration, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, all))
end

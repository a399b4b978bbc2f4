-- wrk script: one query again and again, without code that runs for each answer, so that the client has as little to do as with a plain text.
--   wrk -t1 -c16 -d5s -s hits.lua URL -- FILE.graphql VARIABLES
-- Prints at the end: requests per second, and how many answers had another status than 200.
function init(args)
  local file = assert(io.open(args[1]))
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Accept"] = "application/json"
  wrk.body = '{"query":"' .. file:read("*a"):gsub("%s+", " ") .. '","variables":' .. args[2] .. "}"
  file:close()
end

function done(summary)
  local failed = summary.errors.status + summary.errors.read + summary.errors.timeout
  io.write(string.format("requests/s %.0f failed %d\n", summary.requests * 1e6 / summary.duration, failed))
end

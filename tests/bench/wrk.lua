-- What wrk sends and says in the bench: the requests of the file that BENCH_REQUESTS names, one after
-- another; @TURN_SIXTEEN__@ in a request becomes a number that only grows, @ADDRESS@ an address by chance. At the
-- end one line of figures. (tests/bench/load.mjs writes the file and reads the line.)
local list = dofile(os.getenv("BENCH_REQUESTS"))
local next, turn = 0, os.time() * 1e6
local counting = os.getenv("BENCH_COUNT")
local threads = {}
counts = ""

function setup(thread) table.insert(threads, thread) end

function init()
  math.randomseed(os.time())
  for i, r in ipairs(list) do
    r.text = wrk.format(r.method, r.path, r.headers, r.body)
    r.fixed = not (r.text:find("@TURN_", 1, true) or r.text:find("@ADDRESS@", 1, true))
  end
end

function request()
  next = next % #list + 1
  local r = list[next]
  if r.fixed then return r.text end
  turn = turn + 1
  return (r.text:gsub("@TURN_SIXTEEN__@", string.format("%.0f", turn)):gsub("@ADDRESS@", function()
    return string.format("10.%03d.%03d.%03d", math.random(100, 250), math.random(100, 250), math.random(100, 250))
  end))
end

local seen = {}
if counting then
  function response(status)
    seen[status] = (seen[status] or 0) + 1
    local text = {}
    for s, n in pairs(seen) do table.insert(text, string.format('"%d":%d', s, n)) end
    counts = table.concat(text, ",")
  end
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\nfigures {"requests":%d,"us":%d,"failed":%d,"status":%d,"p50":%d,"p99":%d,"most":%d,"counts":{%s}}\n',
    summary.requests, summary.duration, e.connect + e.read + e.write + e.timeout, e.status,
    latency:percentile(50), latency:percentile(99), latency.max, counting and threads[1]:get("counts") or ""))
end

-- SPDX-License-Identifier: MIT
-- wrk: files the report of $BENCH_BODY again and again, each time with a new Idempotency-Key. $BENCH_SESSIONS holds lines
-- "cookie csrf-token"; the requests go through them in turn. Prints one line "figures …" for filing.mjs at the end.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local function read(name)
  local file = assert(io.open(os.getenv(name)))
  local text = file:read("*a")
  file:close()
  return text
end

function init()
  local body = read("BENCH_BODY")
  prefix = os.getenv("BENCH_KEY") .. "-" .. number .. "-"
  count = 0
  sessions = {}
  for cookie, csrf in read("BENCH_SESSIONS"):gmatch("(%S+) (%S+)\n") do
    sessions[#sessions + 1] = {
      "POST /api/v1/deviations HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
        .. "\r\nContent-Type: application/json\r\nAccept: application/json\r\nCookie: " .. cookie
        .. "\r\nX-CSRF-Token: " .. csrf .. "\r\nIdempotency-Key: ",
      "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body,
    }
  end
end

function request()
  count = count + 1
  local session = sessions[count % #sessions + 1]
  return session[1] .. prefix .. count .. session[2]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("figures %d %d %d %d %d %d\n", summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.timeout, errors.status,
    latency:percentile(50), latency:percentile(99)))
end

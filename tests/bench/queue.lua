-- SPDX-License-Identifier: MIT
-- wrk: asks for $BENCH_PATH again and again, with the cookies of $BENCH_SESSIONS (lines "cookie csrf-token") in turn, and with
-- $BENCH_TAG, when there is one, as the tag of the page that is there already. Prints one line "figures …" for queue.mjs.
function init()
  local file = assert(io.open(os.getenv("BENCH_SESSIONS")))
  local tag = os.getenv("BENCH_TAG")
  requests = {}
  for line in file:lines() do
    requests[#requests + 1] = "GET " .. os.getenv("BENCH_PATH") .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
      .. "\r\nAccept: application/json\r\nCookie: " .. line:match("^(%S+)")
      .. (tag and "\r\nIf-None-Match: " .. tag or "") .. "\r\n\r\n"
  end
  file:close()
  count = 0
end

function request()
  count = count + 1
  return requests[count % #requests + 1]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("figures %d %d %d %d %d %d\n", summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.timeout, errors.status,
    latency:percentile(50), latency:percentile(99)))
end

-- The requests for wrk: the first argument is a form to post, or empty to get; the others are paths, taken in
-- turn. At the end one line of JSON; times are milliseconds.
local requests, turn = {}, 0

function init(arguments)
  local form = arguments[1]
  for i = 2, #arguments do
    requests[#requests + 1] = wrk.format(form ~= "" and "POST" or "GET", arguments[i], nil, form ~= "" and form or nil)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"answered": %d, "failed": %d, "p99": %.3f}\n', summary.requests,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status, latency:percentile(99) / 1000))
end

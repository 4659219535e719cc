-- wrk script: each request books another citizen into the next slot. From the environment:
--   OFFPEAK_TOKEN   a staff token
--   OFFPEAK_SLOTS   file with a slot id per line
--   OFFPEAK_FIRST   number of the first citizen
-- Identity numbers are of region 999999, which is not in use, with a valid check digit.
local slots = {}
for line in io.lines(os.getenv("OFFPEAK_SLOTS")) do slots[#slots + 1] = line end
local n = tonumber(os.getenv("OFFPEAK_FIRST") or "0")
local token = os.getenv("OFFPEAK_TOKEN")

local weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
local checks = {"1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"}
local days, prefix_sums = {}, {}

local function weigh(digits, first)
  local sum = 0
  for i = 1, #digits do sum = sum + (digits:byte(i) - 48) * weights[first + i - 1] end
  return sum
end

-- 40 years of 12 months of 28 days, all of adults.
for year = 1960, 1999 do
  for month = 1, 12 do
    for day = 1, 28 do
      local digits = string.format("999999%04d%02d%02d", year, month, day)
      days[#days + 1] = digits
      prefix_sums[#days] = weigh(digits, 1)
    end
  end
end
local orders, order_sums = {}, {}
for order = 0, 999 do
  orders[order] = string.format("%03d", order)
  order_sums[order] = weigh(orders[order], 15)
end

local head = 'POST /v1/appointments HTTP/1.1\r\nHost: offpeak\r\nAuthorization: Bearer ' .. token ..
  '\r\nContent-Type: application/json\r\nContent-Length: '
local middle = '","applicants":[{"service":"passport_renewal","id_type":"resident","id_number":"'

request = function()
  local day = math.floor(n / 1000) % #days + 1
  local order = n % 1000
  local number = days[day] .. orders[order] .. checks[(prefix_sums[day] + order_sums[order]) % 11 + 1]
  local body = '{"slot":"' .. slots[n % #slots + 1] .. middle .. number .. '"}]}'
  n = n + 1
  return head .. #body .. '\r\n\r\n' .. body
end

-- The answers are counted by wrk itself ("Non-2xx or 3xx responses"): parsing them here would make
-- the load generator the bottleneck.

"""
The words of traders as data, and their forms.

Each line of FORMS is a base and the forms that are read as it. Anyone may add a line; the order does not matter.
"""

from typing import Final

FORMS: Final = """
cross crosses crossed crossing crossess
crossover crossovers xover
crossunder crossunders
break breaks broke broken breaking
breakout breakouts
breakdown breakdowns
close closes closed closing closings cls
open opens opened opening
rise rises rose risen rising
fall falls fell fallen falling
drop drops dropped dropping
dip dips dipped dipping
go goes went going gone gos
move moves moved
moving
turn turns turned turning
touch touches touched touching
hit hits hitting
reach reaches reached reaching
tag tags tagged tagging
tap taps tapped tapping
test tests tested testing
retest retests retested retesting
reclaim reclaims reclaimed reclaiming
recover recovers recovered recovering
bounce bounces bounced bouncing
pull pulls pulled pulling
pullback pullbacks
rally rallies rallied rallying
climb climbs climbed climbing
increase increases increased increasing
decrease decreases decreased decreasing
decline declines declined declining
gain gains gained gaining
lose loses lost losing
jump jumps jumped jumping
surge surges surged surging
spike spikes spiked spiking
soar soars soared soaring
plunge plunges plunged plunging
slide slides slid sliding
crash crashes crashed crashing
tank tanks tanked tanking
slip slips slipped slipping
sink sinks sank sunk sinking
pop pops popped popping
push pushes pushed pushing
start starts started starting
begin begins began begun beginning
stay stays stayed staying
remain remains remained remaining
hold holds held holding
keep keeps kept keeping
trade trades traded trading
sit sits sat sitting
stand stands stood standing
come comes came coming
get gets got getting gotten
make makes made making
print prints printed printing
form forms formed forming
see sees saw seen seeing
show shows showed shown showing
appear appears appeared appearing
occur occurs occurred occurring
happen happens happened happening
fire fires fired firing
trigger triggers triggered triggering
give gives gave given giving
flip flips flipped flipping
slope slopes sloped sloping
point points pointed pointing
curl curls curled curling
hook hooks hooked hooking
accelerate accelerates accelerated accelerating
expand expands expanded expanding
contract contracts contracted contracting
widen widens widened widening
narrow narrows narrowed narrowing
exceed exceeds exceeded exceeding
equal equals equaled equalled
confirm confirms confirmed confirming
gap gaps gapped gapping
buy buys bought buying
sell sells sold selling
short shorts shorted shorting
cover covers covered covering
enter enters entered entering
exit exits exited exiting
leave leaves left leaving
add adds added adding
scale scales scaled scaling
rebalance rebalances rebalanced rebalancing
rotate rotates rotated rotating
rank ranks ranked ranking
invest invests invested investing
risk risks risked risking
avoid avoids avoided avoiding
skip skips skipped skipping
ignore ignores ignored ignoring
use uses used using
want wants wanted wanting
wait waits waited waiting
limit limits limited
allow allows allowed allowing
require requires required requiring
do does did doing
is are was were be been being
has have had having
will would
can could
a an
it itself
its their
that those
this these
price prices
stock stocks
share shares
average averages avg avgs ave avrg
mean means
band bands
line lines
signal signals
histogram histograms hist histo
indicator indicators
level levels lvl lvls
value values
reading readings
zone zones
territory
volume volumes vol vols
high highs
low lows lo
bar bars
candle candles candlestick candlesticks
period periods
session sessions
day days
week weeks wk wks
month months mth mths
quarter quarters qtr
year years yr yrs
hour hours hr hrs
minute minutes min mins
trend trends trending trended
uptrend uptrends uptrending
downtrend downtrends downtrending
market markets mkt
position positions
order orders
entry entries
rule rules
condition conditions
filter filters filtered
symbol symbols ticker tickers
asset assets
strategy strategies
portfolio portfolios
dollar dollars bucks
unit units
loss losses
profit profits
target targets
stop stops
win wins winning
swing swings
pattern patterns
channel channels
cloud clouds kumo
pivot pivots
support supports
resistance resistances
previous prior prev preceding
last
past
consecutive successive
below under beneath underneath
greater bigger larger
lower lowers
oversold
overbought
bullish bull bulls
bearish bear bears
green greens
red reds
white
black
up upward upwards upside
down downward downwards downside
positive
negative
percentage
double doubles doubled
triple triples tripled
half halves
monday mondays mon
tuesday tuesdays tue tues
wednesday wednesdays wed weds
thursday thursdays thu thur thurs
friday fridays fri
saturday saturdays
sunday sundays
january jan
february feb
march
april apr
may
june jun
july jul
august aug
september sep sept
october oct
november nov
december dec
engulf engulfs engulfed
hammer hammers
doji dojis
soldier soldiers
crow crows
star stars
body bodies
wick wicks
shadow shadows
tail tails
range ranges ranged ranging
volatility
return returns returned
momentum
slow slower
fast faster
reverse reverses reversed reversing
reversal reversals
divergence divergences diverge diverges diverging
retracement retracements retrace retraces
deviation deviations dev devs
multiple multiples
setting settings
parameter parameters params
"""

package line

import (
	"math"
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

var _ = register(&Kind{
	Name: "conveyor",
	About: "A belt along a polyline. A part enters with its front at the beginning as soon as the front of the part before it is one spacing ahead, " +
		"and leaves when its front is at the end. On an accumulating belt parts close up behind one that waits at the end and move up at once when it leaves; " +
		"else the whole belt stops while the first part waits. Several assets or belts that send to one belt merge at its beginning, first come first served; " +
		"at its end parts part by `to`. Points along the way divide it into sections: at an inlet other assets put parts on, at an outlet parts are taken off, at a stop each part stands for a time. " +
		"In front of a point parts close up like at the end; where parts from behind and from an inlet meet the first to come goes first, and on a belt that does not accumulate an inlet waits for a gap.",
	Example: "infeed: {kind: conveyor, at: [[2 m, 7 m], [10 m, 7 m]], speed: 0.4 m/s, spacing: 0.8 m, to: press}",
	Settings: []Setting{
		{Key: "at", Form: Polyline, Dim: unit.Length, Required: true, About: "points from the beginning to the end; its length follows from them"},
		{Key: "speed", Form: Quantity, Dim: unit.Speed, Required: true, HasMin: true, Open: true, About: "speed of the belt"},
		{Key: "spacing", Form: Quantity, Dim: unit.Length, Required: true, HasMin: true, About: "least distance from the front of one part to that of the next; with length, from its end"},
		{Key: "length", Form: Number, Dim: unit.Length, HasMin: true, About: "length of a part, such as part.length; spacing is then the gap between parts"},
		{Key: "accumulate", Form: Toggle, Default: "true", Shape: true, About: "whether parts close up behind one that waits at the end; false: the whole belt stops"},
		inletsSetting, outletsSetting, stopsSetting,
		costSetting(beltStates, "the belt"), takeSetting, giveSetting, toSetting, moveSetting,
	},
	Signals: []SignalDoc{
		{"parts", Level, unit.One, "parts on it"},
		{"wait", Sample, unit.Time, "time on it, by part"},
		{"done", Count, unit.One, "parts that have left it"},
		{"outlets." + outletName + ".done", Count, unit.One, "parts that were taken off there"},
		{"busy", Level, unit.One, "1 while parts are on it and none waits to be taken"},
		{"starved", Level, unit.One, "1 while it is empty"},
		{"blocked", Level, unit.One, "1 while a part waits at its end or at an outlet"},
		{"state", State, unit.One, "blocked, busy or starved"},
		costSignal, overheadSignal, productCosts,
	},
	Accepts: true, Sends: true, Moves: true,
	bind: bindConveyor,
})

// The states of a conveyor.
const (
	beltBusy uint8 = iota
	beltStarved
	beltBlocked
)

var beltStates = []string{"busy", "starved", "blocked"}

// conveyor is the constant part of a belt.
type conveyor struct {
	id         int32
	secs       []stretch     // from point to point
	inlets     []beltInlet   // of assets that do not send to the beginning
	inletsAt   []float64     // their distances from it [m]
	pitch      time.Duration // one spacing
	length     Draw
	sized      bool // length is given
	speed      float64
	accumulate bool
	exit       exit
	takes      *claims
	gives      *claims
	outs       int // outlets
	times      int32
	parts      int32
	done       int32
	wait       int32 // tally, if asked for
	ride       int32 // column: what a ride had cost when a part was last charged; none if nobody asks
	books      *ledger
	name       string
	loop       *loop
}

// stretch is the constant part of a section of a belt, which ends at a point or at the end.
type stretch struct {
	ahead   int32         // most parts that can be on it for another one to enter: floor(length/spacing)
	transit time.Duration // from one end to the other
	stop    *Draw         // how long each part stands at its end; nil for not at all
	outlets []outlet      // at its end
}

func bindConveyor(c *compiler, i int) bound {
	r := c.reader(i)
	length, speed, spacing := polylineLength(r.get("at").Points), r.get("speed").Num, r.get("spacing").Num
	u := &conveyor{id: int32(i), name: c.assets[i].Name, accumulate: r.get("accumulate").On, wait: none, ride: none, pitch: ticks(spacing / speed)}
	u.length, u.speed, u.sized = r.get("length").Draw, speed, r.values["length"].Set
	places, transit := math.Floor(length/spacing+1e-9), ticks(length/speed)
	switch {
	case !(length > 0):
		c.fault(i, "at", "give two different points", "the conveyor has no length")
	case places > 1e6:
		c.fault(i, "spacing", "is the unit right?", "%g parts would stand on the conveyor", places)
	case spacing == 0 && !u.sized:
		c.fault(i, "spacing", "write spacing: 0.8 m, or the length of the parts", "the parts would stand on one another")
	case transit >= sim.Never || u.pitch == 0 && !u.sized:
		c.fault(i, "speed", "is the unit right?", "a part would take %g s from end to end", length/speed)
	}
	u.times = c.b.Times(u.name, beltStates, 1, beltStarved)
	u.bindBooks(c, i)
	u.parts = c.b.Level(u.name, "parts", 0)
	u.done = c.b.Count(u.name, "done")
	if c.b.Asked(u.name+".wait") != 0 {
		u.wait = c.b.Tally(u.name, "wait")
	}
	u.takes, u.gives = c.claim(i, "take", r), c.claim(i, "give", r)
	u.bindPoints(c, i, r, length, spacing)
	c.exit(i, &u.exit)
	return u
}

// section adds a stretch of the belt.
func (u *conveyor) section(length, spacing float64) *stretch {
	places := math.Floor(length/spacing + 1e-9) // 8 m hold ten times 0.8 m, whatever the last bit of the quotient
	u.secs = append(u.secs, stretch{ahead: int32(min(places, 1e6)), transit: ticks(length / u.speed)})
	return &u.secs[len(u.secs)-1]
}

func polylineLength(points [][2]float64) float64 {
	sum := 0.0
	for i := 1; i < len(points); i++ {
		dx, dy := points[i][0]-points[i-1][0], points[i][1]-points[i-1][1]
		sum += math.Sqrt(float64(dx*dx) + float64(dy*dy))
	}
	return sum
}

func (u *conveyor) signals(l *signalList) {
	l.store("parts", Level, unit.One, sim.StoreLevel, u.parts)
	l.store("wait", Sample, unit.Time, sim.StoreTally, u.wait)
	l.store("done", Count, unit.One, sim.StoreCount, u.done)
	for k := range u.secs {
		for _, o := range u.secs[k].outlets {
			l.store("outlets."+o.name+".done", Count, unit.One, sim.StoreCount, o.done)
		}
	}
	l.states(beltStates, []uint8{beltBlocked, beltBusy, beltStarved}, u.times, 1)
}

func (u *conveyor) command(string) (sim.Event, bool) { return sim.Event{}, false }

// Name is what errors call it.
func (u *conveyor) Name() string { return u.name }

"""A believable job market: three years of postings near the estate, and residents who look for work."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from uuid import UUID

from chassis import clock, database
from chassis.ids import new_id
from services.employment import queries
from services.employment.credit_codes import check_character
from services.employment.models import Posting, Wish
from services.employment.trades import AREAS, LINES, TRADES, Trade
from services.employment.usecases.employers import NewEmployer, register_employers
from services.employment.usecases.postings import close_posting, expire_postings, publish_postings
from services.employment.usecases.wishes import record_wishes

Progress = Callable[[str, int, int], None]

_WEEKS = 156
_LONGEST = 8
"""Weeks a posting of the past was open at most."""
_QUARTER = 13
_AT_ONCE = 1000
_SEEKING = 0.18
_TODAY = 6

own = database.of


def load(*, scale: float, seed: int, progress: Progress) -> dict[str, int]:
    """Fill empty tables with 300 × `scale` employers and 600 × `scale` postings, 80 × `scale` of them open.

    18 % of the residents known here record what they look for. Today's postings come after the wishes, so
    that somebody hears of them.
    """
    market = _Market(Random(seed), clock.today())  # noqa: S311 - a made-up market, no secrets
    companies = market.register(max(5, round(300 * scale)), progress)
    total, still_open = max(12, round(600 * scale)), max(4, round(80 * scale))
    latest = max(1, round(_TODAY * scale))
    market.play_history(total - still_open, progress)
    market.publish_open(still_open - latest, since=21)
    wishes = market.record_wishes(progress)
    market.publish_open(latest, since=1)
    return {"employers": companies, "postings": total, "wishes": wishes}


class _Market:
    """Employers by line of business, and what they do week by week."""

    def __init__(self, rng: Random, today: date) -> None:
        self._rng = rng
        self._today = today
        self._employers: dict[str, list[UUID]] = {line: [] for line in LINES}

    def register(self, count: int, progress: Progress) -> int:
        """Register employers, every line of business in turn."""
        names = self._names()
        codes = self._credit_codes()
        employers = []
        for place in range(count):
            line = list(LINES)[place % len(LINES)]
            employer = NewEmployer(
                id=new_id(),
                name=f"重庆{next(names)}{LINES[line]}",
                credit_code=next(codes),
                phone=f"023-68{self._rng.randrange(10**6):06}",
                registered_at=clock.now(),
            )
            self._employers[line].append(employer.id)
            employers.append(employer)
        with own("employment").transaction() as session:
            register_employers(session, employers)
        progress("employers", count, count)
        return count

    def play_history(self, count: int, progress: Progress) -> None:
        """Publish, fill, withdraw and expire postings of the past, a quarter of a year at a time."""
        monday = self._today - timedelta(days=self._today.weekday(), weeks=_WEEKS)
        starts = sorted(self._rng.randrange(_WEEKS - _LONGEST - 1) for _ in range(count))
        closings: dict[int, list[tuple[UUID, str]]] = {}
        published = 0
        for first in range(0, _WEEKS, _QUARTER):
            with own("employment").transaction() as session:
                for week in range(first, first + _QUARTER):
                    day = monday + timedelta(weeks=week)
                    begun = [self._posting(day, weeks) for weeks in self._lengths(starts.count(week))]
                    publish_postings(session, begun, on=day)
                    for posting in begun:
                        self._plan(posting, week, closings)
                    for posting_id, reason in closings.pop(week, ()):
                        close_posting(session, posting_id, reason=reason, on=day)
                    expire_postings(session, today=day)
                    published += len(begun)
            progress("postings", published, count)

    def publish_open(self, count: int, *, since: int) -> None:
        """Publish postings of the last days that are open today."""
        by_day: dict[date, list[Posting]] = {}
        for weeks in self._lengths(count):
            day = self._today - timedelta(days=self._rng.randrange(since))
            by_day.setdefault(day, []).append(self._posting(day, weeks + 3))
        with own("employment").transaction() as session:
            for day, postings in sorted(by_day.items()):
                publish_postings(session, postings, on=day)

    def record_wishes(self, progress: Progress) -> int:
        """Let some of the residents look for one to three kinds of work."""
        with own("employment").reading() as session:
            people = queries.present_people(session)
        recorded = 0
        for start in range(0, len(people), _AT_ONCE):
            some = people[start : start + _AT_ONCE]
            wishes = [
                wish for person in some if self._rng.random() < _SEEKING for wish in self._wishes(person)
            ]
            with own("employment").transaction() as session:
                record_wishes(session, wishes)
            recorded += len(wishes)
            progress("wishes", start + len(some), len(people))
        return recorded

    def _lengths(self, count: int) -> list[int]:
        return [self._rng.randint(2, _LONGEST) for _ in range(count)]

    def _plan(self, posting: Posting, week: int, closings: dict[int, list[tuple[UUID, str]]]) -> None:
        """Most find somebody, some are withdrawn, the others run to their last day."""
        fate = self._rng.choices(("filled", "withdrawn", None), (60, 12, 28))[0]
        if fate is not None and posting.published_on is not None:
            weeks = (posting.closes_on - posting.published_on).days // 7
            closings.setdefault(week + self._rng.randint(1, weeks), []).append((posting.id, fate))

    def _posting(self, day: date, weeks: int) -> Posting:
        trade = self._trade()
        # The other lines offer what the few employers of a small market do not.
        offering = self._employers[trade.line] or [each for some in self._employers.values() for each in some]
        raised = self._rng.choice((0.95, 1, 1, 1.05, 1.1))
        return Posting(
            id=new_id(),
            employer_id=self._rng.choice(offering),
            title=trade.title,
            occupation=trade.occupation,
            form=trade.form,
            hours=trade.hours,
            pay_from_fen=_fen(trade.pay_from * raised),
            pay_to_fen=_fen(trade.pay_to * raised),
            pay_per=trade.pay_per,
            area=self._area(),
            headcount=self._rng.choice((1, 1, 2, 2, 3, 5, 10, 20)),
            closes_on=day + timedelta(weeks=weeks),
        )

    def _wishes(self, person_id: UUID) -> Iterator[Wish]:
        for _ in range(self._rng.choices((1, 2, 3), (75, 20, 5))[0]):
            trade = self._trade()
            pay = self._rng.random() < 0.4  # noqa: PLR2004 - the share of those who name a sum
            yield Wish(
                id=new_id(),
                person_id=person_id,
                occupation=self._maybe(0.8, trade.occupation[: self._rng.choice((4, 7, 10))]),
                form=self._maybe(0.6, trade.form),
                hours=self._maybe(0.4, trade.hours),
                pay_from_fen=_fen(trade.pay_from) if pay else None,
                pay_per=trade.pay_per if pay else None,
                area=self._maybe(0.3, self._area()),
                recorded_at=clock.now(),
            )

    def _maybe(self, share: float, value: str) -> str | None:
        return value if self._rng.random() < share else None

    def _trade(self) -> Trade:
        return self._rng.choices(TRADES, [each.weight for each in TRADES])[0]

    def _area(self) -> str:
        return self._rng.choices([area for area, _ in AREAS], [weight for _, weight in AREAS])[0]

    def _names(self) -> Iterator[str]:
        brands = [first + second for first in "渝安嘉鑫华瑞恒盛博宏" for second in "邻达通泰源康诚美远丰顺和"]
        for generation in ("", "新", "金", "中", "汇"):
            self._rng.shuffle(brands)
            yield from (generation + brand for brand in brands)

    def _credit_codes(self) -> Iterator[str]:
        """Codes of companies of this district, each once."""
        for number in self._rng.sample(range(10**6), 10_000):
            first_17 = f"91500107MA{self._rng.choice('567ABCDE')}{number:06}"
            yield first_17 + check_character(first_17)


def _fen(yuan: float) -> int:
    return round(yuan * 100)

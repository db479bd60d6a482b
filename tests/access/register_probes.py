"""A probe for every route of the register."""

from typing import Final

from tests.access.asking import (
    LEASE,
    NOWHERE,
    STEP,
    TODAY,
    Probe,
    counted,
    found,
    has_rows,
    listed,
    not_hidden,
    not_refused,
    on_the_round,
    post,
    put,
)
from tests.access.things import BUILDING, ENDS, GRID

REGISTER: Final[dict[str, Probe]] = {
    "GET /places": Probe(path="/places", paths=NOWHERE),
    "GET /dwellings": Probe(path="/dwellings?limit=500", shown=listed("dwelling")),
    "GET /dwellings/<uuid:dwelling_id>": Probe(path="/dwellings/{dwelling}"),
    "GET /grids": Probe(path="/grids?on=" + TODAY, shown=counted),
    "GET /grids/redrawings": Probe(path="/grids/redrawings", whole=True, shown=not_refused),
    "POST /grids/redrawings": post(
        "/grids/redrawings",
        lambda it: {"on": TODAY, "reason": "网格调整方案", "grids": [{"path": it.grid, "areas": [it.unit]}]},
        whole=True, shown=not_refused,
    ),
    "GET /rosters": Probe(path="/rosters?limit=500&on=" + TODAY, shown=listed("person", "person_id")),
    "POST /people": post("/people", lambda _: {"name": "李四"}, paths=NOWHERE),
    "GET /people/<uuid:person_id>": Probe(path="/people/{person}"),
    "POST /people/<uuid:person_id>/corrections": post(
        "/people/{person}/corrections", lambda _: {"name": "李小红", "reason": "核对身份证"}
    ),
    "PUT /people/<uuid:person_id>/hukou": put("/people/{person}/hukou", lambda _: {"hukou": "511523"}),
    "PUT /people/<uuid:person_id>/contact": put("/people/{person}/contact", lambda _: {"phone": "13800138000"}),
    "PUT /people/<uuid:person_id>/guardian": put(
        "/people/{person}/guardian", lambda it: {"guardian_id": it.newcomer}
    ),
    "GET /duplicates": Probe(path="/duplicates?limit=500", shown=listed("pair")),
    "GET /duplicates/<uuid:pair_id>": Probe(path="/duplicates/{pair}"),
    "PUT /duplicates/<uuid:pair_id>/judgement": put(
        "/duplicates/{pair}/judgement", lambda _: {"verdict": "distinct", "reason": "双胞胎，已核实"}
    ),
    "POST /people/<uuid:person_id>/merge": post(
        "/people/{newcomer}/merge", lambda it: {"into": it.person, "reason": "同一人重复登记"}
    ),
    "GET /people/<uuid:person_id>/merger": Probe(path="/people/{former}/merger"),
    "POST /people/<uuid:person_id>/unmerge": post("/people/{former}/unmerge", lambda _: {"reason": "撤销合并"}),
    "POST /people/<uuid:person_id>/unmasking": post(
        "/people/{person}/unmasking", lambda _: {"reason": "核对身份"}
    ),
    "POST /people/<uuid:person_id>/export": post(
        "/people/{person}/export", lambda _: {"reason": "本人查阅"}, whole=True
    ),
    "GET /purposes": Probe(path="/purposes", paths=NOWHERE),
    "GET /privacy-notices/current": Probe(path="/privacy-notices/current", paths=NOWHERE),
    "GET /privacy-notices/<string:version>": Probe(path="/privacy-notices/2026-1", paths=NOWHERE),
    "GET /people/<uuid:person_id>/consents": Probe(path="/people/{person}/consents"),
    "POST /people/<uuid:person_id>/consents": post(
        "/people/{person}/consents", lambda _: {"purpose": "job_matching", "on": TODAY, "channel": "paper"}
    ),
    "POST /people/<uuid:person_id>/consents/withdrawal": post(
        "/people/{person}/consents/withdrawal", lambda _: {"purpose": "job_matching", "on": TODAY}
    ),
    "POST /people/<uuid:person_id>/restriction": post(
        "/people/{person}/restriction", lambda _: STEP
    ),
    "POST /people/<uuid:person_id>/restriction/lifting": post(
        "/people/{restricted}/restriction/lifting", lambda _: STEP
    ),
    "POST /people/<uuid:person_id>/erasure": post("/people/{leaver}/erasure", lambda _: STEP),
    "POST /people/searches": post(
        "/people/searches", lambda it: {"phone": it.phone, "reason": "核对身份"}, shown=found
    ),
    "GET /audit": Probe(path="/audit", paths=NOWHERE),
    "POST /move-ins": post(
        "/move-ins",
        lambda it: {"dwelling_id": it.vacancy, "since": TODAY, **LEASE,
                    "members": [{"person_id": it.newcomer, "relation": "tenant"}]},
    ),
    "GET /households/<uuid:household_id>": Probe(path="/households/{household}"),
    "POST /households/<uuid:household_id>/move-out": post(
        "/households/{household}/move-out", lambda _: {"on": TODAY}
    ),
    "POST /households/<uuid:household_id>/exchange": post(
        "/households/{household}/exchange", lambda it: {"dwelling_id": it.vacancy, "on": TODAY, **LEASE}
    ),
    "POST /households/<uuid:household_id>/members": post(
        "/households/{household}/members",
        lambda it: {"person_id": it.newcomer, "relation": "other", "on": TODAY},
    ),
    "POST /households/<uuid:household_id>/leavings": post(
        "/households/{household}/leavings", lambda it: {"person_id": it.member, "on": TODAY}
    ),
    "POST /rosters/exports": post("/rosters/exports", lambda _: {"on": TODAY}, shown=on_the_round),
    "POST /rosters/exports/in-clear": post(
        "/rosters/exports/in-clear", lambda _: {"on": TODAY, "reason": "消防演练"}, shown=on_the_round
    ),
    "GET /verifications/due": Probe(
        path="/verifications/due?limit=500", shown=listed("household", "household_id")
    ),
    "POST /verifications/rounds": post("/verifications/rounds", lambda _: {}, shown=on_the_round),
    "GET /households/<uuid:household_id>/verifications": Probe(path="/households/{household}/verifications"),
    "POST /households/<uuid:household_id>/verifications": post(
        "/households/{household}/verifications", lambda _: {"on": TODAY, "means": "visit"}
    ),
    "POST /verifications/<uuid:verification_id>/withdrawal": post("/verifications/{verification}/withdrawal"),
    "GET /households/<uuid:household_id>/observations": Probe(path="/households/{household}/observations"),
    "POST /households/<uuid:household_id>/observations": post(
        "/households/{household}/observations", lambda _: {"on": TODAY, "seen": "found_vacant"}
    ),
    "GET /figures/residents": Probe(path="/figures/residents?on=" + TODAY, shown=has_rows),
    "GET /figures/non-local": Probe(path="/figures/non-local?local=50&on=" + TODAY, shown=has_rows),
    "GET /figures/workload": Probe(path="/figures/workload", shown=has_rows),
    "GET /figures/turnover": Probe(
        path="/figures/turnover?since=2026-05-01&months=1", shown=has_rows
    ),
    "GET /figures/freshness": Probe(path="/figures/freshness?on=" + TODAY, shown=has_rows),
    "GET /care-groups": Probe(path="/care-groups", paths=NOWHERE),
    "GET /care-tiers": Probe(path="/care-tiers", paths=NOWHERE),
    "GET /care-tiers/<string:code>": Probe(path="/care-tiers/weekly", paths=NOWHERE),
    "PUT /care-tiers/<string:code>": put(
        "/care-tiers/weekly", lambda _: {"every_days": 7, "grace_days": 2}, paths=NOWHERE
    ),
    "GET /people/<uuid:person_id>/care-tags": Probe(path="/people/{person}/care-tags"),
    "POST /people/<uuid:person_id>/care-tags": post(
        "/people/{member}/care-tags", lambda _: {"group": "disabled", "source": "visit", "since": TODAY}
    ),
    "POST /care-tags/<uuid:tag_id>/closing": post("/care-tags/{tag}/closing", lambda _: {"on": TODAY}),
    "POST /people/<uuid:person_id>/care-plans": post(
        "/people/{member}/care-plans", lambda _: {"tier": "weekly", "on": TODAY}
    ),
    "GET /care-plans": Probe(path="/care-plans?limit=500", shown=listed("plan")),
    "GET /care-plans/due": Probe(path="/care-plans/due?limit=500", shown=listed("plan")),
    "GET /care-plans/<uuid:plan_id>": Probe(path="/care-plans/{plan}"),
    "POST /care-plans/<uuid:plan_id>/steps": post(
        "/care-plans/{plan}/steps", lambda _: {"step": "review", "on": TODAY}
    ),
    "GET /figures/visit-rate": Probe(path="/figures/visit-rate?on=" + TODAY, shown=has_rows),
    "POST /households/<uuid:household_id>/visits": post(
        "/households/{household}/visits", lambda it: {"on": TODAY, "met": [it.person]}, unknown_owner=("household",)
    ),
    "GET /visits": Probe(path="/visits?limit=500", shown=listed("visit")),
    "POST /visits/diary": post("/visits/diary", lambda _: {"reason": "月度检查"}, shown=on_the_round),
    "GET /visits/<uuid:visit_id>": Probe(path="/visits/{visit}"),
    "POST /visits/<uuid:visit_id>/addenda": post("/visits/{visit}/addenda", lambda _: {"text": "已复访"}),
    "GET /visits/unvisited": Probe(
        path="/visits/unvisited?limit=500&days=7", shown=listed("household", "household_id")
    ),
    "GET /follow-ups": Probe(path="/follow-ups?limit=500", shown=listed("promise")),
    "POST /follow-ups/<uuid:follow_up_id>/done": post("/follow-ups/{promise}/done", lambda _: {"on": TODAY}),
    "POST /tenancies": post(
        "/tenancies", lambda it: {"dwelling_id": it.vacancy, "tenant_id": it.newcomer, "on": TODAY}
    ),
    "GET /tenancies/expiring": Probe(
        path="/tenancies/expiring?limit=500&by=2031-06-01", shown=listed("household", "household_id")
    ),
    "GET /tenancies/<uuid:tenancy_id>": Probe(path="/tenancies/{tenancy}"),
    "GET /tenancies/<uuid:tenancy_id>/terms": Probe(path="/tenancies/{tenancy}/terms"),
    "POST /tenancies/<uuid:tenancy_id>/signing": post(
        "/tenancies/{reserved}/signing",
        lambda _: {"contract_number": "HT-3", "lease_ends": str(ENDS), "on": TODAY},
    ),
    "POST /tenancies/<uuid:tenancy_id>/check-in": post(
        "/tenancies/{reserved}/check-in",
        lambda it: {"on": TODAY, "members": [{"person_id": it.newcomer, "relation": "tenant"}]},
        shown=not_hidden,
    ),
    "POST /tenancies/<uuid:tenancy_id>/steps": post(
        "/tenancies/{tenancy}/steps", lambda _: {"step": "give_notice", "on": TODAY}
    ),
    "GET /dwellings/<uuid:dwelling_id>/occupants": Probe(path="/dwellings/{dwelling}/occupants"),
    "GET /people/<uuid:person_id>/homes": Probe(path="/people/{person}/homes"),
    "POST /households/<uuid:household_id>/renewal": post(
        "/households/{household}/renewal",
        lambda _: {"contract_number": "HT-4", "lease_ends": "2031-02-01", "on": TODAY},
    ),
    "POST /households/<uuid:household_id>/tenant": post(
        "/households/{household}/tenant",
        lambda it: {"person_id": it.member, "on": TODAY, "reason": "other",
                    "relations": [{"person_id": it.person, "relation": "parent"}]},
    ),
    "POST /households/<uuid:household_id>/split": post(
        "/households/{household}/split",
        lambda it: {"dwelling_id": it.vacancy, "on": TODAY, **LEASE,
                    "members": [{"person_id": it.member, "relation": "tenant"}]},
    ),
    "POST /households/<uuid:household_id>/joining": post(
        "/households/{household}/joining",
        lambda it: {"into_household_id": it.household, "on": TODAY,
                    "members": [{"person_id": it.person, "relation": "other"}]},
        shown=not_hidden,
    ),
    "POST /households/<uuid:household_id>/move-out/reversal": post(
        "/households/{gone}/move-out/reversal", lambda _: {"reason": "误登记，已核实"}
    ),
    "POST /households/<uuid:household_id>/leavings/reversal": post(
        "/households/{household}/leavings/reversal",
        lambda it: {"person_id": it.restricted, "reason": "误登记，已核实"}, unknown_owner=("household",),
    ),
    "GET /tasks": Probe(path="/tasks?limit=500", shown=listed("task"), paths=(BUILDING,)),
    "GET /posts": Probe(path="/posts?limit=500", shown=listed("post"), paths=(BUILDING,)),
    "POST /posts": post("/posts", lambda it: {"kind": "grid_worker", "area": it.grid}, paths=(GRID,)),
    "GET /post-kinds": Probe(path="/post-kinds", paths=NOWHERE),
    "PUT /post-kinds/<string:code>": put(
        "/post-kinds/grid_head", lambda _: {"zh": "网格长", "en": "grid head", "scope": "grid"}, paths=NOWHERE
    ),
    "GET /post-kinds/<string:code>": Probe(path="/post-kinds/grid_head", paths=NOWHERE),
    "GET /posts/<uuid:post_id>": Probe(path="/posts/{post}", paths=(BUILDING,)),
    "GET /posts/<uuid:post_id>/terms": Probe(path="/posts/{post}/terms", paths=(BUILDING,)),
    "POST /posts/<uuid:post_id>/closing": post("/posts/{post}/closing", lambda _: {"on": TODAY}, paths=(BUILDING,)),
    "PUT /posts/<uuid:post_id>/appointment": put(
        "/posts/{vacant_post}/appointment", lambda it: {"person_id": it.person, "since": TODAY}, paths=(BUILDING,)
    ),
    "POST /posts/<uuid:post_id>/relief": post(
        "/posts/{post}/relief", lambda _: {"on": TODAY}, paths=(BUILDING,)
    ),
    "GET /lease-imports": Probe(path="/lease-imports", whole=True, shown=not_refused),
    "GET /lease-imports/template": Probe(path="/lease-imports/template", paths=NOWHERE),
    "POST /lease-imports/faults": post("/lease-imports/faults", whole=True, shown=not_refused),
    "GET /lease-imports/<uuid:import_id>/findings": Probe(
        path="/lease-imports/{pair}/findings", whole=True, shown=not_refused
    ),
    "GET /lease-imports/<uuid:import_id>/comparison": Probe(
        path="/lease-imports/{pair}/comparison?with={pair}", whole=True, shown=not_refused
    ),
    "POST /lease-imports": post("/lease-imports", whole=True, shown=not_refused),
}  # fmt: skip

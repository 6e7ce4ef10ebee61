"""The part of a random year that helps families use their device: workshops, families sent there, who came, who asks no longer."""

from datetime import date, timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from campaigns.model.help_codes import ReferralState
from pipelines.help.checks import referral_faults
from pipelines.help.referrals import record_referral, refer_families
from pipelines.help.workshops import import_workshops
from pipelines.people import person_named
from pipelines.privacy.objection import record_objection
from tests.property.stock_year_desk import ANY, YearDesk

DPO = person_named("dpo")
# The states of a family that holds a place, as the screens say it.
HOLDERS = ("referred", "attended", "absent")


class HelpYear(YearDesk):
    """What a year does for those who cannot use what they were given; places are counted here from the answers alone."""

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[tuple[str, date], int] = {}
        self.held = 0

    @rule(
        code=st.sampled_from(("A", "B")), wait=st.integers(0, 3), weeks=st.integers(0, 2), places=st.integers(1, 3),
        then=st.sampled_from((None, "send", "note")),
    )  # fmt: skip
    def workshops_come(self, code: str, wait: int, weeks: int, places: int, then: str | None) -> None:
        """Import days: new ones, and old ones with more places or fewer; mostly send who waits there, and note who came."""
        self.days_come(code, wait, weeks, places)
        if then:
            self.send_who_waits()
        if then == "note":
            self.note_who_came(1, ReferralState.ATTENDED, True)

    def days_come(self, code: str, wait: int, weeks: int, places: int) -> None:
        """Import days; one never gets fewer places than are taken."""
        first = self.folder.now.date() + timedelta(days=wait)
        days = [(code, first + timedelta(weeks=week)) for week in range(weeks + 1)]
        # The same file at the same instant is the same command; nobody sends three within a millionth of a second.
        self.folder.now += timedelta(seconds=1)
        row = f"{code};Salle {code};93066;{first};{days[-1][1]};{places}\n"
        answer = self.act(import_workshops, f"code;lieu;insee;du;au;places\n{row}".encode(), "ateliers.csv")
        if answer is None:
            return
        known = {(row["code"], row["held_on"]): row for row in self.rows("referral/workshops")}
        short = [day for day in days if day in self.places and known[day]["taken"] > places]
        assert len(answer["faults"]) == len(short)
        self.places |= {day: places for day in days if day not in short}

    @rule()
    def send_who_waits(self) -> None:
        answer = self.act(refer_families)
        if answer:
            self.held += answer["referred"] - answer["given_back"]
            assert answer["referred"] + sum(answer["left"].values()) <= answer["asked"]
            # Whoever is told that all is full, or that nothing is near, could not have been sent.
            again = self.act(refer_families)
            assert again == answer | {"referred": 0, "given_back": 0}

    @rule(place=ANY, came=st.sampled_from((*ReferralState, ReferralState.ATTENDED)), wait=st.booleans())
    def note_who_came(self, place: int, came: ReferralState, wait: bool) -> None:
        """Note what became of somebody awaited, mostly on the day or after; or of one who is awaited no longer."""
        rows = self.rows("referral/all")
        row = self.mostly([row for row in rows if row["state"] == "referred"], rows, place)
        if row is None:
            return
        if wait and row["held_on"] > self.folder.now.date():
            self.folder.now += timedelta(days=(row["held_on"] - self.folder.now.date()).days)
        answer = self.act(record_referral, row["referral_id"], came)
        if answer and row["state"] in HOLDERS and came not in HOLDERS:
            self.held -= 1

    @rule(place=st.integers(0, 20))
    def ask_no_longer(self, place: int) -> None:
        """Have one family object, now and then: what waits for it goes back, and so does its place."""
        homes = self.rows("household/members")
        if place >= len(homes):
            return
        home = homes[place]["household_id"]
        awaited = [
            row for row in self.rows("referral/all") if row["household_id"] == home and row["state"] == "referred"
        ]
        answer = self.act(partial(record_objection, dry_run=False), home, actor=DPO)
        if answer and answer["requests"]:
            self.held -= len(awaited)

    @invariant()
    def every_place_is_one_familys(self) -> None:
        """The store's days, its referrals and the count kept here agree; no day has more families than places."""
        with self.folder.office.store.reading() as session:
            faults = referral_faults(session, self.campaign_id)
            days = session.rows("referral/workshops", {"campaign_id": self.campaign_id})
        assert faults == []
        assert {(row["code"], row["held_on"]): row["places"] for row in days} == self.places
        assert sum(row["taken"] for row in days) == self.held
        assert all(0 <= row["taken"] <= row["places"] for row in days)

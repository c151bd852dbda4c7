using CharityLedger.Contracts;
using CharityLedger.Domain;
using CharityLedger.Domain.Contacts;

namespace CharityLedger.Server.Contacts;

/// <summary>A bank account, as a request tells it. The log only ever gets it sealed.</summary>
/// <param name="Number">The account's number.</param>
/// <param name="Holder">In whose name the bank keeps it (户名); the contact's own where missing.</param>
/// <param name="Bank">The bank and its branch (开户行).</param>
/// <param name="BankCode">The branch's number (联行号), 12 digits.</param>
/// <param name="Id">Its id, where the contact has it already; a new one gets the next.</param>
public sealed record AccountInput(string Number, string? Holder = null, string? Bank = null, string? BankCode = null, string? Id = null);

/// <summary>What is known of a contact, as a request tells it. The log only ever gets it sealed.</summary>
/// <param name="Name">Name.</param>
/// <param name="Number">Identity number (GB 11643), credit code (GB 32100), or of one from beyond the mainland another document's.</param>
/// <param name="Phones">Telephone numbers.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Accounts">Bank accounts.</param>
public sealed record ContactInput(
    string Name, string? Number = null, IReadOnlyList<string>? Phones = null, string? Email = null,
    IReadOnlyList<AccountInput>? Accounts = null)
{
    /// <summary>The details that are to be sealed.</summary>
    /// <param name="before">What was known before: accounts keep their ids, and none gets one that another had.</param>
    public Result<ContactDetails> Over(ContactDetails? before)
    {
        var last = before?.LastAccount ?? 0;
        var accounts = new List<ContactAccount>();
        foreach (var account in Accounts ?? [])
        {
            if (account.Id is null)
            {
                accounts.Add(new ContactAccount(
                    FormattableString.Invariant($"a{++last}"), account.Number, account.Holder ?? Name, account.Bank, account.BankCode));
                continue;
            }

            if (before?.Accounts.FirstOrDefault(a => a.Id == account.Id) is not { } known)
                return new Refusal(RefusalCode.ContactDetailsInvalid, "The contact has no such account.", "details.accounts.id");
            // Approvals and call-backs rest on the id: it names one account for good, whose bank alone may still be filled in.
            if (ContactWords.Account(account.Number) != ContactWords.Account(known.Number) || Differs(account.Holder, known.Holder)
                || Differs(account.Bank, known.Bank) || Differs(account.BankCode, known.BankCode))
            {
                return new Refusal(RefusalCode.ContactDetailsInvalid,
                    "An account keeps what it was entered with; one that changed is entered anew, without an id.", "details.accounts.id");
            }

            accounts.Add(known with { Bank = known.Bank ?? account.Bank, BankCode = known.BankCode ?? account.BankCode });
        }

        return new ContactDetails(Name, Number, Phones ?? [], Email, accounts, last);
    }

    private static bool Differs(string? said, string? known) => said is not null && known is not null && said != known;
}
